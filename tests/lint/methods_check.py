#!/usr/bin/env python3
"""The method table: method_table.inc is what gen_methods.py makes of clusapi.methods, and all methods are there.

usage: methods_check.py [CSV]     CSV: a list of all methods with their parameters (columns opnum, method, kind,
                                  params_in_declaration_order, returns, reconnect) to compare clusapi.methods with
"""

import csv
import pathlib
import re
import sys
import tempfile

from report import ROOT, Report

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "core" / "method"))
import gen_methods  # noqa: E402  (found through the line above)

METHODS = 167
STRUCTURES = {
    "ENUM_LIST": "enum_list",
    "GROUP_ENUM_LIST": "group_enum_list",
    "RESOURCE_ENUM_LIST": "resource_enum_list",
    "RPC_SECURITY_ATTRIBUTES": "security_attributes",
    "RPC_SECURITY_DESCRIPTOR": "security_descriptor",
    "CLUSTER_OPERATIONAL_VERSION_INFO": "operational_version",
    "CLUSTER_CREATE_GROUP_INFO_RPC": "create_group_info",
    "NOTIFY_FILTER_AND_TYPE_RPC": "notify_filter",
    "NOTIFICATION_RPC[]": "notifications",
    "NOTIFICATION_DATA_ASYNC_RPC[]": "notifications_async",
    "IDL_CLUSTER_SET_PASSWORD_STATUS[]": "password_status",
}
PLAIN = {"i32": "u32", "i64": "u64", "enum16": "u16"}


def lines():
    """Opnum to the fields of its line in clusapi.methods."""
    found = {}
    for line in gen_methods.SOURCE.read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split(None, 1)
        if fields:
            found[int(fields[0])] = fields[1].strip()
    return found


def parameters(text):
    """direction, type, name, attributes of each parameter."""
    found = []
    for part in filter(None, text.split("; ")):
        direction, kind, name, attributes = re.match(r"(io|i|o):([^:]+):([^{]+)(?:{(.*)})?$", part).groups()
        pairs = [(a + "=").split("=")[:2] for a in (attributes or "").split(",")]
        found.append((direction, kind, name, dict(pairs)))
    return found


def array_kind(direction, kind, attributes, side):
    if kind == "wchar[]":
        return "wchars_" + side
    if kind == "wstr[]":
        return "strings"
    if direction == "o" and "ref>unique" in attributes:
        return "buffer"
    return ("vbytes_" if "length_is" in attributes else "bytes_") + side


def token(index, all_parameters):
    """The word of clusapi.methods for one parameter."""
    direction, kind, name, attributes = all_parameters[index]
    names = [p[2] for p in all_parameters]
    counts = {p[3].get(a, "")[1:] for p in all_parameters for a in ("size_is", "length_is")
              if p[3].get(a, "").startswith("*")}
    if kind.startswith("ctx."):
        word = "handle"
    elif kind.startswith("struct."):
        word = STRUCTURES[kind[len("struct."):]]
    elif kind.endswith("[]"):
        step = names.index(attributes["size_is"].lstrip("*")) - index
        word = array_kind(direction, kind, attributes, {1: "next", -1: "prev"}[step])
    else:
        word = "count" if name in counts else PLAIN.get(kind, kind)
    unique = "unique" in attributes or "ref>unique" in attributes
    return {"i": "", "o": ">", "io": "<>"}[direction] + word + ("?" if unique else "")


def expected(row):
    """The fields that clusapi.methods must have for a row of the CSV, without the family."""
    if row["kind"] == "reserved":
        return "-"
    found = parameters(row["params_in_declaration_order"])
    status = 0
    while found and found[-1][1] == "status":
        found.pop()
        status += 1
    if row["returns"] == "status":
        tail = ("return", "rpc return")[status]
    else:
        tail = ("", "status handle", "status rpc handle")[status]
    words = [token(i, found) for i in range(len(found))]
    mark = "-" if row["reconnect"] == "no" else "reconnect"
    return " ".join([row["method"], mark, "|", *words, "|", tail])


def compare(path, report):
    written = lines()
    with open(path, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["opnum"].isdigit()]
    for row in rows:
        opnum, want = int(row["opnum"]), expected(row)
        have = " ".join(written.get(opnum, "-").split())
        if have != "-":
            fields = have.split(" ", 3)
            # 185 is there but never sent; its line keeps what the IDL says
            mark = "reconnect" if fields[2] == "never" else fields[2]
            have = " ".join([fields[0], mark, fields[3]])
        report.check([] if have == want else [f"opnum {opnum}: '{have}', the list has '{want}'"])
    last = max(written)
    report.check([f"opnum {last} is not in the list"] if str(last) not in [row["opnum"] for row in rows] else [])


BROKEN = {
    "unknown kind": "0 ApiA - - | u31 | return",
    "unknown tail": "0 ApiA - - | u32 | rpc",
    "unknown family": "0 ApiA disk - | u32 | return",
    "twice": "0 ApiA - - | u32 | return\n0 ApiB - - | u32 | return",
    "left out": "0 ApiA - - | u32 | return\n2 ApiB - - | u32 | return",
    "no size": "0 ApiA - - | bytes_next >u32 | rpc return",
    "two counted arrays": "0 ApiA - - | >buffer? >count >buffer? >count | return",
}


def refuses(text):
    """The generator must stop at a line that it does not understand."""
    with tempfile.NamedTemporaryFile("w", suffix=".methods") as file:
        file.write(text + "\n")
        file.flush()
        try:
            gen_methods.parse(pathlib.Path(file.name), gen_methods.opcodes())
        except SystemExit:
            return True
    return False


def main():
    report = Report()
    methods = gen_methods.parse(gen_methods.SOURCE, gen_methods.opcodes())
    current = gen_methods.generate(methods)
    same = gen_methods.TARGET.read_text(encoding="utf-8") == current
    report.check([] if same else ["core/method/method_table.inc is not current: run core/method/gen_methods.py"])
    count = sum(m.program is not None for m in methods)
    report.check([] if count == METHODS else [f"core/method/clusapi.methods has {count} methods, not {METHODS}"])
    for why, text in BROKEN.items():
        report.check([] if refuses(text) else [f"core/method/gen_methods.py accepts: {why}"])
    if len(sys.argv) > 1:
        compare(sys.argv[1], report)
    report.finish()


main()
