#!/usr/bin/env python3
"""families.py BUILDS CSV BASE FAMILY...: flash of each family of the API and of one function, on Cortex-M3.

Each build has the family added to the one before it, and is linked with all public functions. So the first family
pays for what others share with it: control codes and property lists come with NETINTERFACE, the bodies of
enumerations with ENUM.
"""

import csv
import pathlib
import sys

import firmware

TARGET = 30 * 1024
TARGET_EACH = 80


def measure(build):
    """(public functions, text + rodata + data) of the image."""
    rows = firmware.link(build, "api", "families")
    flash = sum(size for kind, _, size in rows if kind in ("text", "rodata", "data"))
    return firmware.api_names() & set(firmware.defined(firmware.objects(build))), flash


def verdict(value, target):
    return f"target {target}: " + ("met" if value <= target else f"missed by {value - target:.0f}")


def main():
    builds, output, families = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    before, rows = (set(), 0), []
    for family in families:
        names, flash = measure(builds / family)
        rows.append([family.lower(), len(names - before[0]), flash - before[1]])
        before = names, flash
    functions, added = (sum(row[i] for row in rows[1:]) for i in (1, 2))
    print("API, Cortex-M3 -Os                     functions    bytes     each")
    for name, count, size in rows:
        print(f"  {name:<36}{count:>9}{size:>9}" + (f"{size / count:>9.1f}" if name != "base" else ""))
    print(f"  families {functions} functions, {added / functions:.1f} bytes each; {verdict(added / functions, TARGET_EACH)}")
    print(f"  full API {before[1]} (text + rodata + data); {verdict(before[1], TARGET)}\n")
    with open(output, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["family", "target", "functions", "bytes"])
        out.writerows([name, "cortex-m3", count, size] for name, count, size in rows)
        out.writerow(["total", "cortex-m3", functions, before[1]])
    print(output)


main()
