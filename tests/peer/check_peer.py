"""Cases of `make check-peer`: clusinfo, over lwIP on the TAP device, and Samba. Run by check.sh inside peer-run.sh."""
import contextlib
import ctypes
import re
import socket
import struct
import subprocess
import sys
import time

from check_capture import TO_SERVER, TO_US, Capture
from check_harness import (ENV, HANG, Clusinfo, case, cases, expect, require, rows, run_cases, run_program,
                           stack)
from check_names import OTHER_IP, add_other_address, second_name_server

IP, IP6 = ENV.get("PEER_IP", ""), ENV.get("PEER_IP6", "")
MAPPER_PORT, CLUSAPI_PORT = 135, 49300
SO_ATTACH_FILTER = 26
ONE = ("-i", "node1 - Ethernet")
ADAPTER = "\U0001f5a7"  # outside the BMP
STATES = {0: "Unavailable", 1: "Failed", 2: "Unreachable", 3: "Up"}
NETINTERFACES = [
    ("node1 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b11", "node1", "Cluster Network 1", 3),
    ("node2 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b21", "node2", "Cluster Network 1", 2),
    ("node1 - Ethernet 2", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b12", "node1", "Cluster Network 2", 1),
    (f"node2 - R\xe9seau {ADAPTER}", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b22", "node2", "Cluster Network 2", 0),
]


def netinterface(name, guid, node, network, state, granted="read"):
    return {"name": name, "id": guid, "node": node, "network": network, "state": state,
            "state_name": STATES[state], "granted": granted}


def expect_cluster(report, kind="rpc", granted="read"):
    expect("cluster", report["cluster"],
           {"name": "CMRPCLUSTER", "server": "node1", "kind": kind, "granted": granted})


def expect_all(report, kind="rpc", granted="read"):
    """Everything that the cluster of the peer has."""
    expect_cluster(report, kind, granted)
    expect("netinterfaces", report["netinterfaces"], [netinterface(*n, granted) for n in NETINTERFACES])
    expect("heap calls after init", report["heap_calls_after_init"], 0)


# ---- names of a cluster

@rows({"IPv4 literal": [IP], "DNS name": ["clus.cmrp.test"], "DNS name in capital letters": ["CLUS.CMRP.TEST"]})
def ipv4(name):
    expect_all(Clusinfo(name).report())


@rows({"IPv6 literal": [IP6], "IPv6 literal, all groups written": ["fd57:0:0:0:0:0:0:1"],
       "DNS name with AAAA only": ["clus6.cmrp.test"]}, ipv6=True)
def ipv6(name):
    with Capture(ENV["PEER_TAP"]) as capture:
        report = Clusinfo(name).report()
    expect_all(report)
    require(any(p.port == CLUSAPI_PORT for p in capture.pdus({CLUSAPI_PORT})), "no PDU on the TAP device")


@rows({"name whose first address is silent": ["10.57.0.99"], "name whose first address refuses": [OTHER_IP]}, ipv6=True)
def dead_first_address(dead):
    # lwIP keeps one address per family and asks for IPv4 first
    with second_name_server(f"--host-record=half.cmrp.test,{dead},{IP6}"):
        expect_all(Clusinfo("half.cmrp.test", network=stack(OTHER_IP), timeout=3000).report())


@case("name with several addresses of one family, the first silent (host's sockets)")
def several_addresses():
    expect_cluster(Clusinfo("multi.cmrp.test", *ONE, network="posix", timeout=3000).report())


def netbios_queries(capture):
    """Where NetBIOS name queries went, and whether they had the broadcast flag. RFC 1002 4.2.1.1: bit 4 of NM_FLAGS."""
    return {(d.target, bool(d.data[3] & 0x10)) for d in capture.datagrams(137) if d.source == "10.57.0.2"}


@rows({"NetBIOS name by broadcast": [[], {("255.255.255.255", True)}],
       "NetBIOS name, WINS server": [["--wins", IP], {(IP, False)}]}, last=True)
def netbios(options, queries):
    subprocess.run([ENV["PEER_RESTART"].replace("restart", "wait-netbios")], check=True)
    with Capture(ENV["PEER_TAP"]) as capture:
        report = Clusinfo("CLUS", *options, network=stack()).report()
    expect_all(report)
    expect("queries", netbios_queries(capture), queries)


@case("NetBIOS name after DNS has none", last=True)
def netbios_after_dns():
    with Capture(ENV["PEER_TAP"]) as capture:
        expect_cluster(Clusinfo("clus", *ONE).report())
    require(capture.datagrams(53), "DNS was not asked")
    require(netbios_queries(capture), "NetBIOS was not asked")


@rows({"NetBIOS name that nobody has": [[]], "NetBIOS name that the WINS server does not know": [["--wins", IP]]},
      last=True)
def netbios_unknown(options):
    Clusinfo("NOSUCH", *options, network=stack()).fails("OpenClusterEx", 1722, "RPC_S_SERVER_UNAVAILABLE", "port")


@case("local handle over ncalrpc")
def local():
    with Capture(ENV["PEER_TAP"]) as capture:
        report = Clusinfo("--local", ENV["PEER_NCALRPC"], user=None).report()
    expect_all(report, kind="local")
    expect("connections on the network", capture.connections(), 0)


@case("local handle without a local service")
def local_missing():
    Clusinfo(user=None).fails("OpenClusterEx", 1753, "EPT_S_NOT_REGISTERED", "local")


@case("local handle whose socket is missing")
def local_no_socket():
    run = Clusinfo("--local", ENV["PEER_NCALRPC"] + ".no", user=None)
    run.fails("OpenClusterEx", 1753, "EPT_S_NOT_REGISTERED", "port")


# ---- access

@rows({"access read": ["read", "read"], "access all": ["all", "all"], "access max": ["max", "all"]})
def access(wanted, granted):
    expect_all(Clusinfo("--access", wanted, IP).report(), granted=granted)


@case("user who is no administrator, where none is required")
def plain_user():
    expect_all(Clusinfo(IP, user="CMRP\\" + ENV["PEER_USER2"], password=ENV["PEER_PASSWORD2"]).report())


@rows({"user who is no administrator: refused": ["read"], "user who is no administrator: refused, all": ["all"]},
      settings=["clusapi:require admin = yes"])
def no_administrator(wanted):
    run = Clusinfo("--access", wanted, IP, user="CMRP\\" + ENV["PEER_USER2"], password=ENV["PEER_PASSWORD2"])
    run.fails("OpenClusterEx", 5, "ERROR_ACCESS_DENIED", "server")


@case("administrator, where one is required", settings=["clusapi:require admin = yes"])
def administrator():
    expect_all(Clusinfo(IP).report())


@rows({"account as user@REALM": ["Administrator@CMRP.TEST"], "account with the DNS domain": ["cmrp.test\\Administrator"]})
def account(user):
    expect_cluster(Clusinfo(IP, *ONE, user=user).report())


# ---- what fails

DENIED = ("OpenClusterEx", 5, "ERROR_ACCESS_DENIED")
UNAVAILABLE = ("OpenClusterEx", 1722, "RPC_S_SERVER_UNAVAILABLE")
BAD_NAME = ("OpenClusterEx", 1707, "RPC_S_INVALID_NET_ADDR")


@rows({
    "wrong password": [{"password": "Wrong.1"}, [IP], (*DENIED, "auth")],
    "wrong password, user@REALM": [{"user": "Administrator@CMRP.TEST", "password": "Wrong.1"}, [IP], (*DENIED, "auth")],
    "unknown user": [{"user": "CMRP\\nobody"}, [IP], (*DENIED, "auth")],
    "no account": [{"user": None}, [IP], ("OpenClusterEx", 1312, "ERROR_NO_SUCH_LOGON_SESSION", "auth")],
    "unknown interface": [{}, [IP, "-i", "node3 - Ethernet"],
                          ("OpenClusterNetInterfaceEx", 5047, "ERROR_CLUSTER_NETINTERFACE_NOT_FOUND", "server")],
    "unknown cluster name": [{}, ["nosuch.cmrp.test"], (*UNAVAILABLE, "port")],
    "cluster name with a space": [{}, ["clus cmrp"], (*BAD_NAME, "local")],
    "cluster name empty": [{}, [""], (*BAD_NAME, "local")],
    "cluster name too long": [{}, ["c" * 64], (*BAD_NAME, "local")],
    "broken IPv6 literal": [{}, ["fd57:::1"], (*BAD_NAME, "local")],
    "nothing listens on the port": [{}, [IP, "--port", "4"], (*UNAVAILABLE, "port")],
    "no endpoint mapper on the host": [{}, [OTHER_IP], (*UNAVAILABLE, "port")],
})
def failure(options, arguments, reason):
    Clusinfo(*arguments, **options).fails(*reason)


OLD_SERVER = {"cluster": "OpenClusterEx", "interface": "OpenClusterNetInterfaceEx"}


def old_server(function, origin):
    Clusinfo(IP).fails(function, 1745, "RPC_S_PROCNUM_OUT_OF_RANGE", origin)
    run = Clusinfo(IP, "--access", "max")
    run.fails(function, 1745, "RPC_S_PROCNUM_OUT_OF_RANGE", origin)
    expect_all(Clusinfo(IP, "--access", "all").report(), granted="all")


for setting, from_where in (("disable", "fault"), ("status", "server")):
    for opnum, failing in ((117, "OpenClusterEx"), (122, "OpenClusterNetInterfaceEx")):
        case(f"server without opnum {opnum} ({setting}): 1745, GENERIC_ALL works",
             settings=[f"clusapi:{setting} opnums = {opnum}"])(
                 lambda failing=failing, from_where=from_where: old_server(failing, from_where))


# ---- servers that do not answer

@contextlib.contextmanager
def listener(drop):
    """A port that is filtered (every packet is dropped), or one that accepts and then says nothing."""
    with socket.create_server((IP, 0)) as s:
        if drop:
            program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0), 8)  # BPF: ret 0
            s.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", 1, ctypes.addressof(program)))
        yield s.getsockname()[1]


@rows({"port filtered: the time limit holds": [True], "server accepts and is silent: the time limit holds": [False]})
def silent(drop):
    with listener(drop) as port:
        run = Clusinfo(IP, "--port", str(port), timeout=1000)
    run.fails(*UNAVAILABLE, "deadline")
    require(run.seconds < 1 + HANG, f"took {run.seconds:.1f} s with a limit of 1 s")


@case("host that does not exist: the time limit holds")
def no_host():
    run = Clusinfo("10.57.0.99", timeout=1000)
    run.fails(*UNAVAILABLE, "deadline")
    require(run.seconds < 1 + HANG, f"took {run.seconds:.1f} s with a limit of 1 s")


# ---- what clusinfo prints

def parse_table(text):
    """Cluster, rows and round trips of the table. No cell has two spaces in a row."""
    head, rows_text, foot = text.rstrip("\n").split("\n\n")
    cluster = dict(line.split(None, 1) for line in head.split("\n"))
    heading, *lines = [re.split(" {2,}", line) for line in rows_text.split("\n")]
    expect("heading", heading, ["NAME", "NODE", "NETWORK", "STATE", "GRANTED"])
    return cluster, lines, int(re.fullmatch(r"Round trips (\d+)", foot)[1])


def expect_same(table, report):
    cluster, lines, round_trips = parse_table(table)
    c = report["cluster"]
    expect("head", cluster, {"Cluster": c["name"], "Server": f"{c['server']} ({c['kind']})", "Granted": c["granted"]})
    expect("rows", lines, [[n["name"], n["node"], n["network"], n["state_name"], n["granted"]]
                           for n in report["netinterfaces"]])
    expect("round trips", round_trips, report["round_trips"])


@case("JSON equals the table")
def json_and_table():
    table = Clusinfo(IP, text=True)
    require(table.status == 0, table.err)
    expect_same(table.out, Clusinfo(IP).report())


@case("interface with a surrogate pair in its name, by name, in table and JSON")
def surrogate_pair():
    name = NETINTERFACES[3][0]
    report = Clusinfo(IP, "-i", name).report()
    expect("netinterfaces", report["netinterfaces"], [netinterface(*NETINTERFACES[3])])
    table = Clusinfo(IP, "-i", name, text=True)
    expect_same(table.out, report)
    require(ADAPTER.encode() in table.out.encode(), "the character is not in the table")


@case("interfaces by name, in that order, compared without case")
def by_name():
    report = Clusinfo(IP, "-i", "NODE2 - ethernet", "-i", "node1 - Ethernet").report()
    expect("ids", [n["id"] for n in report["netinterfaces"]], [NETINTERFACES[1][1], NETINTERFACES[0][1]])


@case("500 more interfaces: a reply of several fragments", settings=["clusapi:extra netinterfaces = 500"])
def many():
    run = Clusinfo(IP, "--trace")
    report = run.report()
    bulk = [(f"node1 - bulk {i:05}", f"00000000-0000-4000-8000-{i:012}", "node1", "Cluster Network 1", 3)
            for i in range(500)]
    expect("number of interfaces", len(report["netinterfaces"]), 504)
    expect("netinterfaces", report["netinterfaces"], [netinterface(*n) for n in NETINTERFACES + bulk])
    fragments = re.findall(r"^<- response +ApiCreateEnum ", run.err, re.M)
    require(len(fragments) > 3, f"{len(fragments)} responses to ApiCreateEnum: one fragment was enough")
    expect_same(Clusinfo(IP, text=True).out, report)


@case("enumeration larger than a snapshot", settings=["clusapi:extra netinterfaces = 2000"])
def too_many():
    Clusinfo(IP).fails("ClusterOpenEnum", 8, "ERROR_NOT_ENOUGH_MEMORY", "local")


@rows({
    "usage: unknown option": [["--nonsense"]], "usage: two clusters": [["a", "b"]],
    "usage: access": [["--access", "write"]], "usage: time-out": [["--timeout", "0"]],
    "usage: port": [["--port", "65536"]], "usage: WINS server": [["--wins", "fd57::1"]],
    "usage: value missing": [["--user"]], "usage: stack": [["--stack", "lwip:" + "x" * 20]],
    "usage: stack of another kind": [["--stack", "windows"]],
})
def usage(arguments):
    run = subprocess.run([ENV["CLUSINFO"], *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    expect("exit status", run.returncode, 2)
    expect("stdout", run.stdout, b"")
    require(run.stderr.startswith(b"clusinfo: "), f"stderr: {run.stderr!r}")


@rows({"--help": ["--help", "Usage: clusinfo"], "--version": ["--version", "clusinfo (lwclus) "]})
def information(option, start):
    run = subprocess.run([ENV["CLUSINFO"], option], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    expect("exit status", run.returncode, 0)
    expect("stderr", run.stderr, b"")
    require(run.stdout.decode().startswith(start), f"stdout: {run.stdout!r}")


@case("TAP device that does not exist")
def no_tap():
    run = Clusinfo(IP, network="lwip:a-name-too-long-for-it,10.57.0.2/24")
    expect("exit status", run.status, 1)
    require(re.fullmatch(r"clusinfo: a-name-too-long-for-it: .+\n", run.err), f"stderr: {run.err!r}")


@case("password from a file")
def password_file():
    name = ENV["PEER_DIR"] + "/password"
    with open(name, "w", encoding="utf-8") as f:
        f.write(ENV["PEER_PASSWORD"] + "\r\nsecond line\n")
    expect_cluster(Clusinfo(IP, *ONE, "--password-file", name, password="Wrong.1").report())
    run = Clusinfo(IP, "--password-file", name + ".no")
    expect("exit status", run.status, 1)
    require(name in run.err, f"stderr: {run.err!r}")


# ---- the wire

@rows({"round trips with the endpoint mapper: 7 to open": [[], 7],
       "round trips with a known port: 4 to open": [["--port", str(CLUSAPI_PORT)], 4]})
def round_trips(options, to_open):
    # ApiGetClusterName; open, state, three control codes, close of one interface; ApiCloseCluster
    expect("round trips", Clusinfo(IP, *ONE, *options).report()["round_trips"], to_open + 1 + 6 + 1)


REQUEST, RESPONSE, FAULT, BIND = 0, 2, 3, 11
CLUSAPI_UUID = bytes.fromhex("b2b87db9634ccf11bff608002be23f2f")


@case("every PDU is sealed", settings=["clusapi:require privacy = yes"])
def sealed():
    with Capture(ENV["PEER_TAP"]) as capture:
        expect_all(Clusinfo(IP).report())
    pdus = capture.pdus({CLUSAPI_PORT})
    calls = [p for p in pdus if p.ptype in (REQUEST, RESPONSE, FAULT)]
    require(len(calls) > 50, f"only {len(calls)} PDUs of calls were captured")
    # [MS-RPCE] 2.2.1.1.7 and .8: SPNEGO, packet privacy
    expect("authentication", {(p.auth_type, p.auth_level) for p in calls}, {(9, 6)})
    wire = b"".join(p.data for p in pdus)
    for word in ("CMRPCLUSTER", "node1", "Ethernet", ENV["PEER_PASSWORD"]):
        require(word.encode("utf-16-le") not in wire, f"{word} can be read on the wire")
    # 0x04: header signing ([MS-RPCE] 2.2.2.3)
    require(all(p.flags & 4 for p in pdus if p.ptype == BIND), "the bind does not offer header signing")
    mapper = b"".join(p.data for p in capture.pdus({MAPPER_PORT}))
    require(CLUSAPI_UUID in mapper, "the capture does not see what is not sealed: the endpoint mapper")


@case("the trace is what was on the wire")
def trace():
    names = {"bind": 11, "bind_ack": 12, "alter_context": 14, "alter_context_resp": 15, "auth3": 16, "request": 0,
             "response": 2, "fault": 3}
    with Capture(ENV["PEER_TAP"]) as capture:
        run = Clusinfo(IP, "--trace")
        expect_all(run.report())
    traced = []
    for line in run.err.splitlines():
        match = re.fullmatch(r"(->|<-) (\w+) +(\w[\w ]*?\w)? +(\d+) bytes +\d+ ms", line)
        require(match, f"line of the trace: {line!r}")
        traced.append((match[1], names[match[2]], int(match[4])))
        if match[2] in ("request", "response"):
            require(match[3], f"no name of a method: {line!r}")
    wire = [(p.direction, p.ptype, len(p.data)) for p in capture.pdus({MAPPER_PORT, CLUSAPI_PORT})]
    expect("PDUs of the trace", traced, wire)
    expect("directions", {d for d, _, _ in wire}, {TO_SERVER, TO_US})


def main(arguments):
    selected = [c for c in cases if not arguments or any(a in c.name for a in arguments)]
    program = not arguments or any(a in ENV["API_PEER"] for a in arguments)
    add_other_address()
    passed, failed, skipped = run_cases(selected)
    if program:
        counts = run_program([ENV["API_PEER"]], 120)
        passed, failed = passed + counts[0], failed + counts[1]
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


def count(arguments):
    """Prints how many cases there are, for a machine that cannot run them."""
    number = sum(not arguments or any(a in c.name for a in arguments) for c in cases)
    if not arguments:
        with contextlib.suppress(OSError):
            number += len(subprocess.run([ENV["API_PEER"], "--list"], stdout=subprocess.PIPE,
                                         check=True).stdout.splitlines())
    print(number)
    return 0


if __name__ == "__main__":
    sys.exit(count(sys.argv[2:]) if sys.argv[1:2] == ["--count"] else main(sys.argv[1:]))
