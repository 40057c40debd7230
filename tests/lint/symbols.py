#!/usr/bin/env python3
"""symbols.py LIST_OF_OBJECTS: what the objects of the library may call and what they may export."""

import re
import subprocess
import sys
from pathlib import Path

from report import Report, files, text

# no heap, no formatted output, no end of the program: neither the plain names nor the C library's inner ones
FORBIDDEN = re.compile(
    r"^_*(?:(?:m|c|re|aligned_|posix_mem|mem)all?(?:oc|ign)|reallocarray|free|strdup|alloca|sbrk|new|"
    r"(?:v?(?:s|sn|f|d|as)?i?printf)(?:_chk)?|(?:f?puts|f?putc|putchar|perror)|v?s?n?scanf|"
    r"exit|_Exit|abort|assert(?:_fail|_func)?|errno_location|qsort|bsearch|rand|srand|time)(?:_r)?$")
PREFIX = re.compile(r"^lwclus_")


def windows_names():
    """Functions declared in clusapi.h and the headers of the families that it includes."""
    headers = [path for path in files() if re.fullmatch(r"core/include/clusapi\w*\.h", str(path))]
    return {name for path in headers for name in re.findall(r"^\w[\w \*]*?\b(\w+)\(", text(path), re.M)}


def symbols(path, *options):
    run = subprocess.run(["nm", *options, str(path)], capture_output=True, text=True, check=True)
    return [line.split()[-1] for line in run.stdout.splitlines() if line.strip()]


def main():
    report, allowed = Report(), windows_names()
    for name in Path(sys.argv[1]).read_text().split():
        report.check([f"{name}: calls {s}" for s in symbols(name, "-u") if FORBIDDEN.match(s)])
        report.check([f"{name}: exports {s}, which is neither lwclus_* nor in clusapi.h"
                      for s in symbols(name, "-g", "--defined-only")
                      if not PREFIX.match(s) and s not in allowed])
    report.finish()


main()
