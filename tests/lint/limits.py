#!/usr/bin/env python3
"""Small rooms: a file has at most 600 lines, a function at most 60."""

from report import Report, files, text

FILE_LINES = 600
FUNCTION_LINES = 60


def long_functions(path):
    """Functions open with { in the first column and close with } there (.clang-format)."""
    found, start, name = [], None, ""
    lines = text(path).splitlines()
    for number, line in enumerate(lines, 1):
        if line == "{":
            start, name = number, lines[number - 2].strip()
        elif line.startswith("}") and start:
            if number - start + 1 > FUNCTION_LINES:
                found.append(f"{path}:{start}: function of {number - start + 1} lines: {name}")
            start = None
    return found


def main():
    report = Report()
    for path in files(".c", ".h", ".py", ".sh", ".mk", ".inc"):
        found = []
        lines = len(text(path).splitlines())
        if lines > FILE_LINES and path.suffix != ".inc":
            found.append(f"{path}: {lines} lines, more than {FILE_LINES}")
        if path.suffix in (".c", ".h"):
            found += long_functions(path)
        report.check(found)
    report.finish()


main()
