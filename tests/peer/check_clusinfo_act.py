"""Cases of check_clusinfo.py: the commands that change something, and waiting."""
import contextlib
import json
import re
import subprocess
import time

from check_clusinfo_base import (DATABASE, FAMILIES, IP, act, done, environment, everything, fresh, look, rename_group,
                                 samba, state)
from check_harness import ENV, case, expect, require, rows

PENDING = (997, "ERROR_IO_PENDING")
SUCCESS = (0, "ERROR_SUCCESS")
SLOW = 1600  # milliseconds: a step that is under way after one second

# ---- what is changed

ACT_KEYS = ["cluster", "action", "kind", "name", "target", "dry_run", "result", "code", "code_name", "before", "after",
            "seconds", "round_trips"]


def outcome(run, result, code=None, status=0):
    """The JSON object of an order that ended so."""
    require(run.status == status, f"status {run.status}: {run.err.strip()}")
    report = json.loads(run.out)
    expect("keys", list(report), ACT_KEYS)
    expect("result", report["result"], result)
    if code:
        expect("code", (report["code"], report["code_name"]), code)
    return report


PROGRESS = re.compile(r" *\d+\.\d s  (node|group|resource) (.+?): (.+)")


def progress(run):
    """What was told on stderr while it waited, without the times."""
    lines = [PROGRESS.fullmatch(line) for line in run.err.splitlines()]
    require(lines and all(lines), f"stderr: {run.err!r}")
    return [m[3] for m in lines]


def brief(sight):
    return sight["state_name"], sight.get("owner", sight.get("groups"))


@case("pause and resume, twice each")
def pause():
    fresh()
    for before in ("Up", "Paused"):
        report = outcome(act("pause", "NODE1"), "done", SUCCESS)
        expect("object", (report["action"], report["kind"], report["name"], report["target"], report["dry_run"]),
               ("pause", "node", "node1", None, False))
        expect("before", brief(report["before"]), (before, ["Cluster Group", "Web"]))
        expect("after", brief(report["after"]), ("Paused", ["Cluster Group", "Web"]))
    report = outcome(act("resume", "node1"), "done", SUCCESS)
    expect("after", brief(report["after"]), ("Up", ["Cluster Group", "Web"]))
    act("resume", "node1").fails("ResumeClusterNodeEx", 5058, "ERROR_CLUSTER_NODE_NOT_PAUSED", "server")


@case("pause for people")
def pause_text():
    fresh()
    run = done(act("pause", "node1", "--wait", text=True))
    require(re.fullmatch(r"node node1: pause: done after 0\.\d s; now Paused, 2 groups: Cluster Group, Web\n", run.out),
            f"stdout: {run.out!r}")
    run = done(act("resume", "node1", text=True))
    expect("stdout", run.out, "node node1: resume: done; now Up, 2 groups: Cluster Group, Web\n")


@case("drain with progress, and failback")
def drain():
    fresh(step=250)
    run = done(act("pause", "node1", "--drain", "--wait", text=True))
    told = progress(run)
    expect("first", told[0], "Paused, draining, 2 groups: Cluster Group, Web")
    require(set(told[1:-1]) <= {told[0], "Paused, draining, 1 group: Web"}, f"progress: {told}")
    expect("last", told[-1], "Paused, drained, no groups")
    require(re.fullmatch(r"node node1: pause and drain: done after \d\.\d s; now Paused, drained, no groups\n", run.out),
            f"stdout: {run.out!r}")
    expect("state", state("node", "node1"), ("Paused", []))
    expect("word", look("nodes", "node1").report()["node"]["drain_name"], "Completed")
    expect("owner", state("group", "Web"), ("Online", "node3"))
    outcome(act("resume", "node1", "--failback"), "done", SUCCESS)
    time.sleep(0.5)
    expect("owner", state("group", "Web"), ("Online", "node1"))


@rows({"resume without failback": [[], "node3"], "resume with failback by policy": [["--failback=policy"], "node3"],
       "resume with failback now": [["--failback=now"], "node1"]})
def failback(options, owner):
    fresh()
    outcome(act("pause", "node1", "--drain", "--wait"), "done", PENDING)
    outcome(act("resume", "node1", *options), "done", SUCCESS)
    time.sleep(0.2)
    expect("owner", state("group", "Web"), ("Online", owner))


@case("drain without waiting; the next one joins it")
def drain_joined():
    fresh(step=250)
    report = outcome(act("pause", "node1", "--drain"), "started", PENDING)
    expect("after", (report["after"]["state_name"], report["after"]["drain_name"]), ("Paused", "In progress"))
    report = outcome(act("pause", "node1", "--drain", "--wait"), "done", PENDING)
    expect("after", (report["after"]["drain_name"], report["after"]["groups"]), ("Completed", []))
    require(report["seconds"] > 0.1, f"seconds: {report['seconds']}")


@rows({"--json: no progress": [["--json"]], "--quiet: no progress": [["--quiet"]]})
def quiet(options):
    fresh()
    run = done(act("pause", "node1", "--drain", "--wait", *options, text=True))
    expect("stderr", run.err, "")
    require(run.out.endswith("\n"), "nothing on stdout")


@case("move to a node, with progress")
def move():
    fresh(step=400)
    run = done(act("move", "web", "NODE3", "--wait", text=True))
    expect("progress", progress(run), ["Pending on node1", "Online on node3"])
    require(re.fullmatch(r"group Web: move to node3: done after \d\.\d s; now Online on node3\n", run.out),
            f"stdout: {run.out!r}")
    expect("state", state("group", "Web"), ("Online", "node3"))


@case("move without a node, without waiting, and to where it is")
def move_anywhere():
    fresh()
    report = outcome(act("move", "Web", "--wait"), "done", PENDING)
    expect("target", report["target"], None)
    expect("before and after", (brief(report["before"]), brief(report["after"])),
           (("Online", "node1"), ("Online", "node3")))
    report = outcome(act("move", "Web", "node1"), "started", PENDING)
    expect("target", report["target"], {"name": "node1", "state": 0, "state_name": "Up"})
    time.sleep(0.2)
    outcome(act("move", "Web", "node1"), "done", SUCCESS)
    outcome(act("move", "Web", "node1", "--wait"), "done", SUCCESS)


@case("a partly online group is as partly online elsewhere")
def move_partial():
    fresh()
    report = outcome(act("move", DATABASE, "node1", "--wait"), "done", PENDING)
    expect("after", brief(report["after"]), ("Partially online", "node1"))


@rows({"move to a node that is down": [["move", "Web", "node2"], "MoveClusterGroup", 5005, "ERROR_HOST_NODE_NOT_AVAILABLE"],
       "online where the state forbids it": [["online", "Available Storage"], "OnlineClusterGroup", 1372, None]})
def refused(arguments, function, code, symbol):
    fresh()
    run = look(*arguments, "--wait")
    if symbol:
        run.fails(function, code, symbol, "server")
    else:
        expect("exit status", run.status, 1)
        require(run.err.startswith(f"clusinfo: {function}: {code} "), run.err)


@case("groups: offline and online, with and without waiting")
def group_states():
    fresh(step=250)
    run = done(act("offline", "Web", "--wait", text=True))
    expect("progress", progress(run), ["Pending on node1", "Offline on node1"])
    expect("table", state("group", "Web"), ("Offline", "node1"))
    outcome(act("online", "Web"), "started", PENDING)
    time.sleep(0.5)
    report = outcome(act("online", "Web", "--wait"), "done", SUCCESS)
    expect("kind", report["kind"], "group")
    expect("after", brief(report["after"]), ("Online", "node1"))


@case("resources: offline and online, with and without waiting")
def resource_states():
    fresh(step=250)
    report = outcome(act("online", "db engine"), "started", PENDING)
    expect("object", (report["kind"], report["name"]), ("resource", "DB Engine"))
    expect("after", report["after"],
           {"state": 129, "state_name": "Online pending", "group": DATABASE, "owner": "node3"})
    time.sleep(0.4)
    run = done(act("offline", "DB Engine", "--wait", "--resource", text=True))
    expect("progress", progress(run), ["Offline pending on node3", "Offline on node3"])
    require(re.fullmatch(r"resource DB Engine: take offline: done after \d\.\d s; now Offline on node3\n", run.out),
            f"stdout: {run.out!r}")
    run = done(act("online", "DB Engine", "--wait", text=True))
    expect("progress", progress(run), ["Online pending on node3", "Online on node3"])


@case("a name that is that of a group and of a resource")
def ambiguous():
    fresh()
    rename_group("Web", "Web Server")
    run = act("offline", "Web Server")
    expect("exit status", run.status, 2)
    expect("stderr", run.err, "clusinfo: 'Web Server' is a group and a resource: --group or --resource\n")
    expect("stdout", run.out, "")
    expect("state", state("group", "Web Server"), ("Online", "node1"))
    expect("kind", outcome(act("offline", "Web Server", "--resource", "--wait"), "done")["kind"], "resource")
    expect("state", state("group", "Web Server"), ("Partially online", "node1"))
    expect("kind", outcome(act("offline", "Web Server", "--group", "--wait"), "done")["kind"], "group")
    expect("state", state("group", "Web Server"), ("Offline", "node1"))


# ---- nothing is changed

PLANS = {
    "pause": [["pause", "node1"], "would pause node node1; now Up, 2 groups: Cluster Group, Web\n"],
    "pause with drain": [["pause", "node1", "--drain", "--wait"],
                         "would pause and drain node node1; now Up, 2 groups: Cluster Group, Web\n"],
    "resume": [["resume", "node1", "--failback"],
               "would resume with failback node node1; now Up, 2 groups: Cluster Group, Web\n"],
    "move": [["move", "web"], "would move group Web; now Online on node1\n"],
    "move to a node": [["move", "Web", "node2"], "would move group Web to node2 (Down); now Online on node1\n"],
    "online": [["online", DATABASE, "--wait"],
               f"would bring online group {DATABASE}; now Partially online on node3\n"],
    "offline": [["offline", "web ip"], "would take offline resource Web IP; now Online on node1\n"],
}


@rows({f"dry run of {name}": row for name, row in PLANS.items()})
def dry_run(arguments, text):
    fresh()
    before = everything()
    run = done(look(*arguments, "--dry-run", text=True))
    expect("stdout", run.out, text)
    expect("stderr", run.err, "")
    report = outcome(look(*arguments, "-n"), "planned")
    expect("facts", (report["dry_run"], report["code"], report["code_name"], report["after"]), (True, None, None, None))
    expect("what the cluster shows", everything(), before)


# ---- waiting that does not end well

@case("the time is over: 4, and the cluster goes on")
def wait_timeout():
    fresh(step=SLOW)
    run = act("move", "Web", "node3", "--wait-limit", "1", text=True)
    expect("exit status", run.status, 4)
    lines = run.err.splitlines()
    expect("last line", lines[-1], "clusinfo: not done after 1 s; the cluster goes on")
    require(PROGRESS.fullmatch(lines[0]), f"stderr: {run.err!r}")
    require(re.fullmatch(r"group Web: move to node3: not done after 1\.\d s; now Pending on node1\n", run.out),
            f"stdout: {run.out!r}")
    report = outcome(act("move", DATABASE, "node1", "--wait-limit", "1"), "timeout", PENDING, status=4)
    expect("later", state("group", "Web"), ("Online", "node3"))
    require(report["seconds"] >= 1, f"seconds: {report['seconds']}")
    expect("after", brief(report["after"]), ("Pending", "node3"))


@case("a resource that fails while it starts: 5")
def start_fails():
    fresh()
    wire, connection = samba()
    handle = connection.request(8, wire.wstr("DB Engine"))[8:28]
    # a private property of one DWORD; CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES
    data = wire.u32(1) + wire.value(0x00040003, "StartFails") + b"".join(map(wire.u32, (0x00010002, 4, 1, 0)))
    out = connection.request(73, handle + b"".join(map(wire.u32, (0x01400086, 0x20000, len(data)))) + data +
                             wire.u32(len(data)) + wire.u32(0))
    expect("result of the control code", wire.read_u32(out, len(out) - 8), 0)
    run = act("online", "DB Engine", "--wait", text=True)
    expect("exit status", run.status, 5)
    expect("last line", run.err.splitlines()[-1], "clusinfo: it ended in another state")
    require(re.fullmatch(r"resource DB Engine: bring online: failed after 2\.\d s; now Failed on node3\n", run.out),
            f"stdout: {run.out!r}")


@contextlib.contextmanager
def meanwhile(seconds, *arguments):
    """Another clusinfo, over the host's sockets, that does something in a while."""
    command = f"sleep {seconds}; exec \"$0\" \"$@\""
    process = subprocess.Popen(["sh", "-c", command, ENV["CLUSINFO"], "-U", "CMRP\\Administrator", IP, *arguments],
                               env=environment(""), stdout=subprocess.DEVNULL)
    yield
    expect("exit status of the other clusinfo", process.wait(20), 0)


@case("a drain that somebody ends: 5, with the object as JSON")
def drain_ended():
    fresh(step=SLOW)
    with meanwhile(0.5, "resume", "node1"):
        run = act("pause", "node1", "--drain", "--wait")
    report = outcome(run, "failed", PENDING, status=5)
    expect("stderr", run.err, "clusinfo: it ended in another state\n")
    expect("after", report["after"]["state_name"], "Up")


@case("the server goes while clusinfo waits: 1, and the order is said to be given")
def server_goes():
    fresh(step=SLOW)
    script = f"sleep 0.3; exec '{ENV['PEER_RESTART']}' '{FAMILIES}' 'clusapi:node name = node3' 'clusapi:disable opnums = 45'"
    with subprocess.Popen(["sh", "-c", script]):
        run = act("move", "Web", "node3", "--wait", text=True, network="posix")
    expect("exit status", run.status, 1)
    lines = run.err.splitlines()
    expect("line before the last", lines[-2], "clusinfo: the order was accepted; what became of it is not known")
    require(lines[-1].startswith("clusinfo: GetClusterGroupState: "), lines[-1])
    expect("stdout", run.out, "")
