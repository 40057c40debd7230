#!/usr/bin/env python3
"""size.py BUILDS LTO CSV PRESET...: flash and RAM of the library on Cortex-M3, per preset and folder.

The figures are those of a firmware that uses the preset's public functions; `archive` is everything compiled. For
information a second line says what -flto makes of the same image, from the objects in folder LTO.
"""

import csv
import pathlib
import sys

import firmware

KINDS = ("text", "rodata", "data", "bss")


def measure(build, preset):
    """Folder -> kind -> bytes of the linked image, and the sum of text and rodata of all objects."""
    table = {}
    for kind, folder, size in firmware.link(build, preset, "size"):
        row = table.setdefault(folder, dict.fromkeys(KINDS, 0))
        row[kind] += size
    sections = firmware.run("size", "-A", *firmware.objects(build)).splitlines()
    archive = sum(int(w[1]) for w in map(str.split, sections) if len(w) == 3 and w[0].startswith((".text", ".rodata")))
    return table, archive


def show(preset, table, archive, lto):
    total = {kind: sum(row[kind] for row in table.values()) for kind in KINDS}
    print(f"{preset}, Cortex-M3 -Os, bytes{'':14}" + "".join(f"{k:>9}" for k in KINDS))
    for folder, row in [*sorted(table.items()), ("total", total)]:
        print(f"  {folder:<38}" + "".join(f"{row[k]:>9}" for k in KINDS))
    flash = total["text"] + total["rodata"] + total["data"]
    target = firmware.TARGETS.get(preset)
    verdict = f"; target {target}: {'met' if flash <= target else f'missed by {flash - target}'}" if target else ""
    print(f"  flash {flash} (text + rodata + data){verdict}; archive {archive}")
    print(f"  with -flto {lto}\n")
    return total


def main():
    builds, lto, output, presets = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
    with open(output, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["preset", "target", "folder", *KINDS])
        for preset in presets:
            table, archive = measure(builds / preset, preset)
            total = show(preset, table, archive, firmware.lto_flash(builds / preset, lto / preset, preset))
            for folder, row in [*sorted(table.items()), ("total", total)]:
                out.writerow([preset, "cortex-m3", folder, *(row[k] for k in KINDS)])
    print(output)


main()
