#!/usr/bin/env python3
"""figures.py BUILD [--write]: the table of figures in README.md against the CSV files of BUILD.

A text that differs, or a number that is off by more than 2 %, is stale. --write puts the new table in.
"""

import csv
import pathlib
import re
import sys

from report import ROOT, Report

README = ROOT / "README.md"
MARKS = ("<!-- figures -->\n", "<!-- /figures -->\n")
STALE = 0.02
TARGETS = {  # flash, RAM, stack
    "minimal": (14 * 1024, 6 * 1024, 1536),
    "netinterface": (20 * 1024, 6 * 1024, 1536),
}
CALL = "GetClusterNetInterfaceState"


def rows(build, name):
    with open(build / name, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def number(value):
    return f"{int(value):,}"


def cell(value, targets, column):
    target = f" of {number(targets[column])}" if targets else ""
    return number(value) + target


def preset_rows(build):
    """One line per preset: flash, RAM, and the deepest public function."""
    ram = {r["preset"]: r["bytes"] for r in rows(build, "ram.csv") if r["part"] == "total"}
    stack = rows(build, "stack.csv")
    for total in (r for r in rows(build, "size.csv") if r["folder"] == "total"):
        preset = total["preset"]
        deepest = max((r for r in stack if r["preset"] == preset), key=lambda r: int(r["bytes"]))
        targets = TARGETS.get(preset)
        flash = sum(int(total[kind]) for kind in ("text", "rodata", "data"))
        yield (f"| `{preset}` | {cell(flash, targets, 0)} | {cell(ram[preset], targets, 1)} "
               f"| {cell(deepest['bytes'], targets, 2)} | `{deepest['function']}` |")


def api_lines(build):
    """The whole API, and what a function of a family costs."""
    families = rows(build, "families.csv")
    sizes = {r["family"]: (int(r["functions"]), int(r["bytes"])) for r in families}
    base, (functions, total) = sizes.pop("base"), sizes.pop("total")
    each = ", ".join(f"{name} {count} x {round(size / count)}" for name, (count, size) in sizes.items())
    return [f"The full API, that is every family, reconnect and NTLM without texts, trace and assertions, takes "
            f"{number(total)} of {number(30 * 1024)} bytes.",
            f"Its {functions} functions above opening a cluster take {round((total - base[1]) / functions)} of 80 bytes "
            f"each. By family, functions x bytes:",
            f"{each}.",
            "A family pays for what later ones share with it."]


def kerberos_lines(build):
    """What Kerberos adds to NTLM."""
    added = {r["build"]: r for r in rows(build, "kerberos.csv")}
    flash, ram = (number(added["kerberos"][kind]) for kind in ("flash", "ram"))
    return [f"Kerberos beside NTLM adds {flash} of {number(9 * 1024)} bytes of flash, "
            f"{number(added['no-srv']['flash'])} without `LWCLUS_KDC_SRV`,",
            f"and {ram} of {number(6 * 1024)} bytes of RAM."]


def table(build):
    instructions = {r["operation"]: r["instructions"] for r in rows(build, "bench-cortex-m3.csv")}
    trips = {r["open"]: r["round_trips"] for r in rows(build, "round-trips.csv")}
    return "\n".join([
        "Cortex-M3, gcc `-Os`, bytes of the library alone as a linker keeps it, \"of\" its target. Stack without lwIP.",
        "",
        "| preset | flash | static RAM | worst stack | deepest function |",
        "|---|---:|---:|---:|---|",
        *preset_rows(build),
        "",
        *api_lines(build),
        "",
        *kerberos_lines(build),
        "",
        f"A warm, sealed `{CALL}` takes {number(instructions[CALL])} Cortex-M3 instructions and one round trip. "
        f"Opening a cluster",
        f"takes {number(instructions['OpenClusterEx'])} instructions and {trips['endpoint mapper']} round trips, "
        f"{trips['known port']} when the port is known. Refreshed by `make figures`.",
        ""])


def split(text):
    """(text with # for each number, the numbers)."""
    pattern = r"\b\d[\d,]*\b"
    return re.sub(pattern, "#", text), [int(n.replace(",", "")) for n in re.findall(pattern, text)]


def stale(old, new):
    old_words, old_numbers = split(old)
    new_words, new_numbers = split(new)
    if old_words != new_words:
        return ["README.md: the figures have another shape: make figures"]
    return [f"README.md: {a} is now {b}: make figures" for a, b in zip(old_numbers, new_numbers)
            if abs(a - b) > STALE * b]


def main():
    new = table(pathlib.Path(sys.argv[1]))
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0], 1)
    old, after = rest.split(MARKS[1], 1)
    if "--write" in sys.argv[2:]:
        README.write_text(before + MARKS[0] + new + MARKS[1] + after, encoding="utf-8")
        print(new)
        return
    report = Report()
    report.check(stale(old, new))
    report.finish()


main()
