"""What the lint scripts share: the tree, and a count of what passed."""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = {".git", "build", "__pycache__"}


def files(*suffixes, below="."):
    """Paths relative to the root of all files with these suffixes (all files without any), sorted."""
    found = []
    for folder, folders, names in os.walk(ROOT / below):
        folders[:] = [f for f in folders if f not in SKIPPED]
        if "CACHEDIR.TAG" in names or "liblwclus.a" in names:  # somebody's build folder inside the tree
            folders[:] = []
            continue
        found += [pathlib.Path(folder, n).relative_to(ROOT) for n in names]
    return sorted(f for f in found if not suffixes or f.suffix in suffixes)


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


class Report:
    """One check per rule and file; a failure prints the place and the rule."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, problems):
        """`problems`: list of sentences, empty when the check passes."""
        for line in problems:
            print(line)
        if problems:
            self.failed += 1
        else:
            self.passed += 1

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)
