#!/usr/bin/env python3
"""ram.py BUILDS CSV PRESET...: static RAM of the library on Cortex-M3, as a formula and as the linker sees it."""

import csv
import pathlib
import sys

import firmware

TARGET = 6 * 1024


def probe(build):
    symbols = firmware.defined([build / "obj/tests/bench/probe.o"])
    return {name.removeprefix("lwclus_probe_"): size for name, (_, size) in symbols.items()}


def parts(p, total):
    """(what, how many, bytes each); the last row is what remains."""
    rows = [
        ("session: transmit fragment", p["sessions"], p["tx"]),
        ("session: stub buffer", p["sessions"], p["rx"]),
        ("session: names", p["sessions"] * p["names"], p["name"]),
        ("session: logon keys", p["sessions"], p["auth"]),
        ("session: state", p["sessions"],
         p["session"] - p["tx"] - p["rx"] - p["names"] * p["name"] - p["auth"]),
        ("handle", p["handles"], p["handle"]),
    ]
    if "snapshot" in p:
        rows.append(("enumeration", p["snapshots"], p["snapshot"]))
    return rows + [("fixed", 1, total - sum(n * size for _, n, size in rows))]


def main():
    builds, output, presets = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with open(output, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["preset", "target", "part", "count", "bytes_each", "bytes"])
        for preset in presets:
            build = builds / preset
            rows = firmware.link(build, preset, "ram")
            total = sum(size for kind, _, size in rows if kind in ("data", "bss"))
            print(f"{preset}, Cortex-M3: static RAM in bytes")
            for what, count, size in parts(probe(build), total):
                print(f"  {what:<30}{count:>5} x {size:>7} = {count * size:>8}")
                out.writerow([preset, "cortex-m3", what, count, size, count * size])
            verdict = ""
            if preset in firmware.TARGETS:
                verdict = f"; target {TARGET}: {'met' if total <= TARGET else f'missed by {total - TARGET}'}"
            print(f"  total {total}{verdict}\n")
            out.writerow([preset, "cortex-m3", "total", 1, total, total])
    print(output)


main()
