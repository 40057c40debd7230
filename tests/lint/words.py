#!/usr/bin/env python3
"""What must not be in a file: unfinished work, paths of somebody's machine, hosts of package mirrors."""

import re

from report import Report, files, text

# written so that this file does not match itself
RULES = [
    (re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b"), "unfinished work"),
    (re.compile(r"(?<![\w.])/(?:wor[k]|hom[e]|roo[t]|User[s])/"), "path of a machine"),
    (re.compile(r"/tmp/tea[m]"), "path of a machine"),
    (re.compile(r"https?://[\w.-]*(?:debia[n]|ubunt[u])\.(?:org|com)"), "host of a package mirror"),
    (re.compile(r"[ \t]+$"), "white space at the end of the line"),
]


def problems(path):
    try:
        content = text(path)
    except UnicodeDecodeError:
        return [] if path.suffix in (".bin", ".png") or "corpus" in path.parts else [f"{path}: not UTF-8"]
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        found += [f"{path}:{number}: {what}: {line.strip()}" for rule, what in RULES if rule.search(line)]
    if content and not content.endswith("\n"):
        found.append(f"{path}: no end of line at the end")
    return found


def main():
    report = Report()
    for path in files():
        report.check(problems(path))
    report.finish()


main()
