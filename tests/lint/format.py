#!/usr/bin/env python3
"""Every C file is as clang-format writes it (.clang-format)."""

import subprocess

from report import ROOT, Report, files


def main():
    report = Report()
    for path in files(".c", ".h"):
        run = subprocess.run(["clang-format", "--dry-run", "-Werror", str(path)], cwd=ROOT, capture_output=True,
                             text=True, check=False)
        places = [line for line in run.stderr.splitlines() if "error:" in line]
        if run.returncode:
            places = places[:3] or [run.stderr.strip()]
        report.check(places)
    report.finish()


main()
