#!/usr/bin/env python3
"""kerberos.py NTLM BUILDS CSV: what Kerberos adds to an image with NTLM, on Cortex-M3, without mbedTLS.

NTLM is the build of the preset netinterface; those in BUILDS are the same with Kerberos besides.
"""

import csv
import pathlib
import sys

import firmware

TARGETS = {"flash": 9 * 1024, "ram": 6 * 1024}
BUILDS = {"kerberos": "as by default", "no-srv": "without LWCLUS_KDC_SRV"}


def measure(build):
    """(flash, static RAM) of the image."""
    rows = firmware.link(build, "netinterface", "kerberos")
    return (sum(size for kind, _, size in rows if kind in ("text", "rodata", "data")),
            sum(size for kind, _, size in rows if kind in ("data", "bss")))


def verdict(value, target):
    return f"target {target}: " + ("met" if value <= target else f"missed by {value - target}")


def main():
    ntlm, builds, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    base = measure(ntlm)
    print("Kerberos beside NTLM, Cortex-M3 -Os, bytes added")
    with open(output, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["build", "target", "flash", "ram"])
        for name, what in BUILDS.items():
            flash, ram = (now - before for now, before in zip(measure(builds / name), base))
            print(f"  {what:<26} flash {flash}; {verdict(flash, TARGETS['flash'])}; RAM {ram}; {verdict(ram, TARGETS['ram'])}")
            out.writerow([name, "cortex-m3", flash, ram])
    print(f"\n{output}")


main()
