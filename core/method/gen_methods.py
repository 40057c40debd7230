#!/usr/bin/python3
"""Turns clusapi.methods into method_table.inc. The file formats are described in README.md.

usage: gen_methods.py [--output FILE]     without --output: method_table.inc beside this script
"""

import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE / "clusapi.methods"
TARGET = HERE / "method_table.inc"
PROGRAM_H = HERE.parent / "ndr" / "program.h"

FAMILIES = {
    "base": None,
    "netinterface": "LWCLUS_API_NETINTERFACE",
    "network": "LWCLUS_API_NETWORK",
    "node": "LWCLUS_API_NODE",
    "group": "LWCLUS_API_GROUP",
    "resource": "LWCLUS_API_RESOURCE",
    "enum": "LWCLUS_API_ENUM",
    "ids": "LWCLUS_API_ENUM || LWCLUS_API_NODE",
    "cluster": "LWCLUS_API_CLUSTER",
    "list": "LWCLUS_API_ENUM || LWCLUS_RECONNECT",
    "-": None,
}
MARKS = ("reconnect", "-", "never")
TAILS = {
    "return": (),
    "rpc return": ("RPC",),
    "status handle": ("HANDLE",),
    "status rpc handle": ("HANDLE", "RPC"),
}
RESERVED = 0xFF
NAMES_PER_BLOCK = 32  # the look-up walks over the names of one block


class Bad(Exception):
    """A line of clusapi.methods that means nothing."""


def opcodes():
    """Numbers of the kinds and bits, from the header that the engine uses."""
    text = PROGRAM_H.read_text(encoding="utf-8")
    found = re.findall(r"#define LWCLUS_NDR_(\w+)\s+(0x[0-9a-f]+|\d+)u", text)
    return {name: int(number, 0) for name, number in found}


class Parameter:
    """One token such as ">wstr?"."""

    def __init__(self, token, codes):
        match = re.fullmatch(r"(<>|>|)(\w+)(\?|)", token)
        if not match or "KIND_" + match[2].upper() not in codes or match[2] == "end":
            raise Bad(f"unknown kind in '{token}'")
        self.sent = match[1] != ">"
        self.received = match[1] != ""
        self.kind = match[2]
        self.code = codes["KIND_" + match[2].upper()]
        self.code |= codes["IN"] * self.sent | codes["OUT"] * self.received | codes["UNIQUE"] * (match[3] == "?")


class Method:
    """One line of clusapi.methods."""

    def __init__(self, opnum, name, family, mark, program):
        self.opnum, self.name, self.family, self.mark, self.program = opnum, name, family, mark, program

    @property
    def sendable(self):
        return self.program is not None and self.mark != "never"


def check_sizes(parameters):
    """The rules that let a program do without partner indices."""
    counts = [p for p in parameters if p.kind == "count"]
    counted = [p for p in parameters if p.received and
               p.kind in ("buffer", "vbytes_next", "notifications", "notifications_async", "password_status")]
    if len(counts) > 1 or len(counted) > 1 or len(counted) > len(counts):
        raise Bad("a method has at most one counted [out] array, and its count")
    sized = {"strings": -1, "password_status": 1}
    for i, p in enumerate(parameters):
        step = 1 if p.kind.endswith("_next") else -1 if p.kind.endswith("_prev") else sized.get(p.kind, 0)
        beside = parameters[i + step] if 0 <= i + step < len(parameters) else None
        if step and not (beside and beside.sent and beside.kind in ("u32", "count")):
            raise Bad(f"no size parameter beside {p.kind}")


def parse_method(fields, text, codes):
    opnum, name, family, mark = fields
    params, _, tail = (part.strip() for part in text.rpartition("|"))
    if family not in FAMILIES or mark not in MARKS or tail not in TAILS or not re.fullmatch(r"Api\w+", name):
        raise Bad("unknown name, family, mark or tail")
    parameters = [Parameter(token, codes) for token in params.split()]
    check_sizes(parameters)
    end = codes["KIND_END"]
    for flag in TAILS[tail]:
        end |= codes["END_" + flag]
    if mark == "reconnect":
        end |= codes["END_RECONNECT"]
    return Method(int(opnum), name, family, mark, bytes([p.code for p in parameters] + [end]))


def parse_line(line, codes):
    head, bar, text = line.partition("|")
    fields = head.split()
    if not bar and len(fields) == 2 and fields[1] == "-":
        return Method(int(fields[0]), "", "-", "-", None)
    if not bar or len(fields) != 4:
        raise Bad("expected 'opnum name family mark | parameters | tail'")
    return parse_method(fields, text, codes)


def parse(source, codes):
    """All lines; opnums must be complete and in order, which also finds duplicates."""
    methods = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#")[0].rstrip()
        if not line:
            continue
        try:
            method = parse_line(line, codes)
            if method.opnum != len(methods):
                raise Bad(f"opnum {method.opnum} where {len(methods)} is due")
            methods.append(method)
        except (Bad, ValueError) as error:
            raise SystemExit(f"{source.name}:{number}: {error}") from error
    return methods


def hexes(values):
    return " ".join(f"0x{v:02x}," for v in values)


def macro(family):
    return "HAS_OTHERS" if family == "-" else f"HAS_{family.upper()}"


def family_macros():
    """What each family needs to be enabled; the full table has all."""
    for family, option in FAMILIES.items():
        if family != "base":
            yield f"#define {macro(family)} ({' || '.join(['LWCLUS_METHODS_ALL', *([option] if option else [])])})"


def condition(methods):
    """What must be enabled for any of these methods; None: nothing."""
    families = [family for family in FAMILIES if family in {m.family for m in methods}]
    return None if "base" in families else " || ".join(macro(family) for family in families)


def conditional(option, lines):
    return [f"#if {option}", *lines, "#endif"] if option else lines


def method_table(methods):
    """A program, the opnums that use it, a mark; the next program. Without a family its opnums are not there.

    The look-up goes through all of it, so programs that many methods share stand in front."""
    users = {}
    for m in methods:
        if m.sendable:
            users.setdefault(m.program, []).append(m)
    if len(methods) > RESERVED:
        raise SystemExit("more opnums than a byte can number")
    lines = [f"#define LAST {RESERVED:#x}u", "",
             "/* A program, the opnums of the methods that it describes, LAST; behind all of them LAST once more. */",
             "static const uint8_t methods[] = {"]
    for program, group in sorted(users.items(), key=lambda item: -len(item[1])):
        option, body = condition(group), [f"    {hexes(program)}"]
        for family in FAMILIES:
            chosen = [m for m in group if m.family == family]
            own = condition(chosen) if chosen else None
            if chosen:
                body += conditional(own if own != option else None, ["    " + " ".join(f"{m.opnum}," for m in chosen)])
        lines += conditional(option, body + ["    LAST,"])
    return lines + ["    LAST", "};"]


def name_table(methods):
    """Blocks of NUL-separated names: pointers would cost more than the walk."""
    lines = [f"#define NAMES_PER_BLOCK {NAMES_PER_BLOCK}u", "", "static const char *const names[] = {"]
    for start in range(0, len(methods), NAMES_PER_BLOCK):
        block = methods[start:start + NAMES_PER_BLOCK]
        lines += [f'    "{m.name}\\0"' for m in block[:-1]] + [f'    "{block[-1].name}",']
    return lines + ["};"]


def generate(methods):
    lines = ["/* Generated by gen_methods.py from clusapi.methods. Do not edit. */", "/* clang-format off */",
             *family_macros(), "", *method_table(methods), "", "#if LWCLUS_ERROR_TEXT", "", f"#define OPNUMS {len(methods)}u",
             *name_table(methods), "", "#endif"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=TARGET)
    parser.add_argument("--source", type=pathlib.Path, default=SOURCE)
    options = parser.parse_args()
    options.output.write_text(generate(parse(options.source, opcodes())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
