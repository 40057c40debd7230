"""Cases of `make check-clusinfo`: the commands of clusinfo against Samba. Run by check.sh inside peer-run.sh."""
import json
import re
import subprocess
import sys

import check_clusinfo_act  # noqa: F401 pylint: disable=unused-import; its cases
from check_clusinfo_base import (ADAPTER, DATABASE, IP, TABLES, act, done, environment, fresh, look, plain, rename_group,
                                 spoil, state)
from check_harness import ENV, case, cases, expect, require, rows, run_cases

KEYS = {
    "nodes": "name id state state_name drain drain_name groups granted",
    "groups": "name id state state_name owner resources granted",
    "resources": "name id state state_name group owner type granted",
    "networks": "name id state state_name role role_name address mask granted",
    "netinterfaces": "name id state state_name node network address granted",
}


# ---- what is shown

def parse(text):
    """Rows of a table. No cell has two spaces in a row."""
    return [re.split(" {2,}", line) for line in text.rstrip("\n").split("\n")]


@rows({f"table of {kind}": [kind] for kind in TABLES})
def table(kind):
    fresh()
    run = done(look(kind, text=True))
    expect("table", parse(run.out), TABLES[kind])
    expect("stderr", run.err, "")


@case("columns of a table are aligned, whatever the characters")
def aligned():
    fresh()
    lines = done(look("netinterfaces", text=True)).out.splitlines()
    at = lines[0].index("NODE")
    for line in lines[1:]:
        # the symbol takes one column, as the terminal's tables say
        require(line[at - 1] == " " and line[at:at + 4] == "node", f"not aligned: {line!r}")


def as_cell(member):
    return str(len(member)) if isinstance(member, list) else str(member)


@rows({f"JSON of {kind} equals the table": [kind] for kind in TABLES})
def json_equals_table(kind):
    fresh()
    report = look(kind).report()
    expect("keys", list(report), ["cluster", kind, "round_trips"])
    expect("cluster", report["cluster"],
           {"name": "CMRPCLUSTER", "server": "node1", "kind": "rpc", "granted": "read"})
    heading, *lines = TABLES[kind]
    got = [[as_cell(row.get(h.lower() + "_name", row[h.lower()])) for h in heading] for row in report[kind]]
    expect("rows", got, lines)
    for row in report[kind]:
        expect("keys of a row", list(row), KEYS[kind].split())


MORE = {
    "nodes": ["NODE1", "node1", {"netinterfaces": ["node1 - Ethernet", "node1 - Ethernet 2"], "drain": 0,
                                 "groups": ["Cluster Group", "Web"]}, ("common", "NodeWeight", 1)],
    "groups": ["web", "Web", {"preferred_owners": [], "resources": ["Web IP", "Web Name", "Web Server"],
                              "owner": "node1"}, ("common", "Description", "web shop")],
    "resources": ["web server", "Web Server", {
        "depends_on": ["Web Name"], "required_by": [], "possible_owners": ["node1", "node2", "node3"],
        "dependency_expression": "([7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b06])"}, ("private", "CommandLine", "serve.exe")],
    "networks": ["cluster network 2", "Cluster Network 2", {"netinterfaces": ["node1 - Ethernet 2", ADAPTER]},
                 ("common", "Metric", 70240)],
    "netinterfaces": [ADAPTER.upper(), ADAPTER, {"node": "node2"}, ("common_read_only", "Address", "10.58.0.11")],
}


@rows({f"one of the {kind} has more": [kind, *row] for kind, row in MORE.items()})
def one(kind, asked, name, members, prop):
    fresh()
    report = look(kind, asked).report()
    single = kind[:-1]
    expect("keys", list(report), ["cluster", single, "round_trips"])
    facts = report[single]
    expect("keys that the table has too", list(facts)[:len(KEYS[kind].split())], KEYS[kind].split())
    expect("name", facts["name"], name)
    expect("members", {key: facts[key] for key in members}, members)
    expect("lists of properties", list(facts["properties"]),
           ["common_read_only", "common", "private_read_only", "private"])
    expect("property", facts["properties"][prop[0]][prop[1]], prop[2])
    # for people: the same, one line per fact
    text = done(look(kind, asked, text=True)).out
    require(re.search(rf"^name +{re.escape(name)}$", text, re.M), f"name: {text!r}")
    require(re.search(rf"^    {prop[1]} +{re.escape(str(prop[2]))}$", text, re.M), f"property: {text!r}")
    for value in [v for m in members.values() if isinstance(m, list) for v in m]:
        require(re.search(rf"(^|  ){re.escape(value)}$", text, re.M), f"{value}: {text!r}")


@case("500 more network interfaces")
def many():
    fresh("clusapi:extra netinterfaces = 500")
    report = look("netinterfaces").report()
    expect("number", len(report["netinterfaces"]), 504)
    expect("last", report["netinterfaces"][-1]["name"], "node1 - bulk 00499")
    expect("lines", len(done(look("netinterfaces", text=True)).out.splitlines()), 505)


@case("names with quotes and control characters: JSON stays valid, a table stays a line")
def nasty_names():
    fresh()
    nasty = 'W"e\\b\n\x1b[31m\x7f\u202e\t/'
    rename_group("Web", nasty)
    expect("names", [g["name"] for g in look("groups").report()["groups"]],
           ["Cluster Group", "Available Storage", nasty, DATABASE])
    expect("group of a resource", look("resources", "Web IP").report()["resource"]["group"], nasty)
    out = done(look("groups", text=True)).out
    expect("lines", len(out.splitlines()), 5)
    require("\x1b" not in out and "\u202e" not in out, f"a name steers the terminal: {out!r}")
    run = done(act("offline", nasty, "--wait", "--json", text=True))
    expect("name", json.loads(run.out)["name"], nasty)
    run = done(act("online", nasty, "--wait", text=True))
    require("\x1b" not in run.out + run.err and len(run.out.splitlines()) == 1, f"{run.out!r} {run.err!r}")


NOT_FOUND = {
    "nodes": ("OpenClusterNodeEx", 5042, "ERROR_CLUSTER_NODE_NOT_FOUND"),
    "groups": ("OpenClusterGroupEx", 5013, "ERROR_GROUP_NOT_FOUND"),
    "resources": ("OpenClusterResourceEx", 5007, "ERROR_RESOURCE_NOT_FOUND"),
    "networks": ("OpenClusterNetworkEx", 5045, "ERROR_CLUSTER_NETWORK_NOT_FOUND"),
    "netinterfaces": ("OpenClusterNetInterfaceEx", 5047, "ERROR_CLUSTER_NETINTERFACE_NOT_FOUND"),
}


@rows({f"{kind}: no such name": [[kind, "nobody"], kind] for kind in TABLES} | {
    "pause: no such node": [["pause", "nobody"], "nodes"],
    "resume: no such node": [["resume", "nobody"], "nodes"],
    "move: no such group": [["move", "nobody", "node3"], "groups"],
    "move: no such target": [["move", "Web", "nobody"], "nodes"],
    "move: no such target, dry run": [["move", "Web", "nobody", "--dry-run"], "nodes"],
    "online: neither group nor resource": [["online", "nobody"], "resources"],
    "online: a resource is no group": [["online", "Web IP", "--group"], "groups"],
    "offline: a group is no resource": [["offline", "Web", "--resource"], "resources"],
})
def not_found(arguments, kind):
    fresh()
    look(*arguments).fails(*NOT_FOUND[kind], "server", status=3)
    expect("state", state("group", "Web"), ("Online", "node1"))


# ---- how the cluster is named

@rows({
    "option before the command": [["-c", IP, "nodes", "--json"], ""],
    "option behind the command": [["nodes", "--json", "--cluster", IP], ""],
    "first word": [[IP, "nodes", "--json"], ""],
    "first word beats the environment": [[IP, "nodes", "--json"], "nosuch.cmrp.test"],
    "option beats the environment": [["-c", IP, "nodes", "--json"], "nosuch.cmrp.test"],
    "environment": [["nodes", "--json"], IP],
    "environment, node named as a command": [["nodes", "node1", "--json"], IP],
})
def cluster_names(arguments, variable):
    fresh()
    run = plain("-U", "CMRP\\Administrator", *arguments, env=environment(variable))
    require(run.returncode == 0, run.stderr.decode())
    expect("cluster", json.loads(run.stdout)["cluster"]["name"], "CMRPCLUSTER")


@rows({"no name": [[], ""], "a dot": [["-c", "."], IP], "a dot as first word": [["."], IP]})
def local(arguments, variable):
    fresh()
    run = plain(*arguments, "nodes", "--json", "--local", ENV["PEER_NCALRPC"], env=environment(variable))
    require(run.returncode == 0, run.stderr.decode())
    report = json.loads(run.stdout)
    expect("kind", report["cluster"]["kind"], "local")
    expect("nodes", [n["name"] for n in report["nodes"]], ["node1", "node2", "node3"])


@case("the form without a command takes the environment too")
def old_form():
    fresh()
    run = plain("-U", "CMRP\\Administrator", "--json", env=environment(IP))
    require(run.returncode == 0, run.stderr.decode())
    expect("keys", list(json.loads(run.stdout)), ["cluster", "netinterfaces", "round_trips", "heap_calls_after_init"])


# ---- access, usage, output

@rows({"action with read access: pause": [["pause", "node1"], "PauseClusterNode"],
       "action with read access: move": [["move", "Web"], "MoveClusterGroup"],
       "action with read access: online": [["online", "Web"], "OnlineClusterGroup"]})
def read_access(arguments, function):
    fresh()
    look(*arguments, "--access", "read").fails(function, 5, "ERROR_ACCESS_DENIED", "server")


@case("a user without rights")
def no_rights():
    fresh("clusapi:require admin = yes")
    alice = {"user": "CMRP\\" + ENV["PEER_USER2"], "password": ENV["PEER_PASSWORD2"]}
    for arguments in (["nodes"], ["pause", "node1"], ["pause", "node1", "--dry-run"]):
        look(*arguments, **alice).fails("OpenClusterEx", 5, "ERROR_ACCESS_DENIED", "server")


@case("the trace and the functions that are called")
def trace():
    fresh()
    run = done(act("move", "Web", "node3", "--trace"))
    for method in ("ApiMoveGroupToNode", "ApiGetGroupState", "ApiCloseGroup", "ApiCloseNode"):
        require(re.search(rf"^-> request +{method} ", run.err, re.M), f"{method} is not in the trace")


COMMANDS = {
    "nodes": [], "groups": [], "resources": [], "networks": [], "netinterfaces": [],
    "pause": ["--drain", "--wait", "--wait-limit", "--dry-run"], "resume": ["--failback", "--dry-run"],
    "move": ["--wait", "--wait-limit", "--dry-run"],
    "online": ["--group", "--resource", "--wait", "--wait-limit", "--dry-run"],
    "offline": ["--group", "--resource", "--wait", "--wait-limit", "--dry-run"],
}
SOMETIMES = {o for options in COMMANDS.values() for o in options} | {"--netinterface"}


@rows({f"--help of {name}": [[name]] for name in COMMANDS} | {"--help behind a cluster": [["a.test", "move"]]})
def command_help(words):
    run = plain(*words, "--help")
    expect("exit status", run.returncode, 0)
    expect("stderr", run.stderr, b"")
    text = run.stdout.decode()
    require(text.startswith(f"Usage: clusinfo [options] [CLUSTER] {words[-1]}"), text)
    expect("its options", {o for o in SOMETIMES if re.search(rf"^ +(-\w, )?{o}\b(?!-)", text, re.M)},
           set(COMMANDS[words[-1]]))
    for line in ("-U, --user", "--json", "-q, --quiet", "LWCLUS_CLUSTER", "Exit status:", "  5  "):
        require(line in text, f"{line} is missing")


@case("--help names every command")
def general_help():
    text = plain("--help").stdout.decode()
    for name in COMMANDS:
        require(re.search(rf"^  {name} ", text, re.M), f"{name} is missing")
    require("--netinterface" in text, "the option of the form without a command is missing")


@rows({
    "usage: two names": [["nodes", "a", "b"]], "usage: a name is missing": [["pause"]],
    "usage: three names": [["move", "a", "b", "c"]], "usage: empty name": [["nodes", ""]],
    "usage: name too long": [["groups", "x" * 1024]], "usage: name is not UTF-8": [["groups", b"\xff"]],
    "usage: drain is for pause": [["move", "a", "--drain"]], "usage: wait is not for nodes": [["nodes", "--wait"]],
    "usage: wait limit": [["move", "a", "--wait-limit", "0"]],
    "usage: failback": [["resume", "a", "--failback=later"]],
    "usage: group and resource": [["online", "a", "--group", "--resource"]],
    "usage: dry run needs a command": [["--dry-run"]], "usage: -i is not for commands": [["nodes", "-i", "a"]],
    "usage: no command": [["-c", IP, "destroy"]],
})
def usage(arguments):
    run = plain(*arguments)
    expect("exit status", run.returncode, 2)
    expect("stdout", run.stdout, b"")
    require(run.stderr.startswith(b"clusinfo: "), f"stderr: {run.stderr!r}")


@rows({"output cannot be written: nodes": [["nodes"]], "output cannot be written: pause": [["pause", "node1"]]})
def full_disk(arguments):
    fresh()
    spoil()
    with open("/dev/full", "wb") as out:
        run = subprocess.run([ENV["CLUSINFO"], "-U", "CMRP\\Administrator", IP, *arguments], stdout=out, check=False,
                             stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(""), timeout=20)
    expect("exit status", run.returncode, 1)


def main(arguments):
    selected = [c for c in cases if not arguments or any(a in c.name for a in arguments)]
    passed, failed, skipped = run_cases(selected)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        print(sum(not sys.argv[2:] or any(a in c.name for a in sys.argv[2:]) for c in cases))
    else:
        sys.exit(main(sys.argv[1:]))
