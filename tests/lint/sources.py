#!/usr/bin/env python3
"""sources.py [--write]: config/sources.mk lists every source file of core/ and port/, and nothing else."""

import sys

from report import ROOT, Report, files

LIST = ROOT / "config/sources.mk"


def folders():
    """Folder -> source files; examples are programs, not library."""
    found = {}
    for path in files(".c", below="core") + files(".c", below="port"):
        if "examples" not in path.parts:
            found.setdefault(path.parent.as_posix(), []).append(path.as_posix())
    return found


def assign(variable, words):
    return f"{variable} = " + " \\\n    ".join([""] + words).lstrip(" ")


def wanted():
    head = [line for line in LIST.read_text().splitlines() if line.startswith("#")]
    names = {f: "LWCLUS_" + f.upper().replace("/", "_") + "_SRC" for f in folders()}
    lists = [assign(names[folder], words) for folder, words in folders().items()]
    core = [f"$({names[f]})" for f in names if f.startswith("core/")]
    return "\n".join(head + [""] + lists + ["", assign("LWCLUS_CORE_SRC", core)]) + "\n"


def main():
    new = wanted()
    if "--write" in sys.argv[1:]:
        LIST.write_text(new)
        return
    old, report = LIST.read_text(), Report()
    have, want = set(old.split()), set(new.split())
    problems = [f"config/sources.mk: {w} is {'missing' if w in want else 'not in the tree'}" for w in have ^ want]
    if old != new:
        problems.append("config/sources.mk differs from the tree: make sources")
    report.check(sorted(problems))
    report.finish()


main()
