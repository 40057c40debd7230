"""What the cases of `make check-clusinfo` share: the server, its cluster, and runs of clusinfo."""
import os
import subprocess
import sys

from check_harness import ENV, Clusinfo, expect, require, restart

HERE = os.path.dirname(os.path.abspath(__file__))
IP = ENV.get("PEER_IP", "")
FAMILIES = "clusapi:families = yes"
ADAPTER = "node2 - R\xe9seau \U0001f5a7"  # outside the BMP
DATABASE = "Datenbank \xdc"

TABLES = {
    "nodes": [["NAME", "ID", "STATE", "DRAIN", "GROUPS"],
              ["node1", "1", "Up", "Not initiated", "2"],
              ["node2", "2", "Down", "Not initiated", "0"],
              ["node3", "3", "Up", "Not initiated", "2"]],
    "groups": [["NAME", "STATE", "OWNER", "RESOURCES"],
               ["Cluster Group", "Online", "node1", "3"],
               ["Available Storage", "Online", "node3", "1"],
               ["Web", "Online", "node1", "3"],
               [DATABASE, "Partially online", "node3", "2"]],
    "resources": [["NAME", "TYPE", "STATE", "GROUP", "OWNER"],
                  ["Cluster IP Address", "IP Address", "Online", "Cluster Group", "node1"],
                  ["Cluster Name", "Network Name", "Online", "Cluster Group", "node1"],
                  ["Witness Disk", "Physical Disk", "Online", "Cluster Group", "node1"],
                  ["Spare Disk", "Physical Disk", "Online", "Available Storage", "node3"],
                  ["Web IP", "IP Address", "Online", "Web", "node1"],
                  ["Web Name", "Network Name", "Online", "Web", "node1"],
                  ["Web Server", "Generic Application", "Online", "Web", "node1"],
                  ["DB Disk", "Physical Disk", "Online", DATABASE, "node3"],
                  ["DB Engine", "Generic Application", "Offline", DATABASE, "node3"]],
    "networks": [["NAME", "STATE", "ROLE", "ADDRESS", "MASK"],
                 ["Cluster Network 1", "Up", "Cluster and client", "10.57.0.0", "255.255.255.0"],
                 ["Cluster Network 2", "Partitioned", "Cluster and client", "10.58.0.0", "255.255.255.0"]],
    "netinterfaces": [["NAME", "NODE", "NETWORK", "STATE", "ADDRESS"],
                      ["node1 - Ethernet", "node1", "Cluster Network 1", "Up", "10.57.0.1"],
                      ["node2 - Ethernet", "node2", "Cluster Network 1", "Unreachable", "10.57.0.11"],
                      ["node1 - Ethernet 2", "node1", "Cluster Network 2", "Failed", "10.58.0.1"],
                      [ADAPTER, "node2", "Cluster Network 2", "Unavailable", "10.58.0.11"]],
}

# ---- the server

changed = False  # the cluster is no longer as it was made
settings_now = None


def fresh(*settings, step=20):
    """A server whose cluster is as TABLES says."""
    global changed, settings_now
    wanted = (FAMILIES, f"clusapi:step milliseconds = {step}", *settings)
    if changed or settings_now != wanted:
        restart(wanted)
    changed, settings_now = False, wanted


def spoil():
    """The next case needs a new cluster."""
    global changed
    changed = True


def look(*arguments, **options):
    return Clusinfo(IP, *arguments, **options)


def act(*arguments, **options):
    spoil()
    return Clusinfo(IP, *arguments, **options)


def done(run, what="exit status"):
    require(run.status == 0, f"{what} {run.status}: {run.err.strip()}")
    return run


def state(kind, name):
    """State as a word, owner or number of groups."""
    facts = look(kind + "s", name).report()[kind]
    return facts["state_name"], facts.get("owner", facts.get("groups"))


def everything():
    """What the tables know of all objects."""
    return {kind: look(kind).report()[kind] for kind in TABLES}


def samba():
    """A second client, which shares nothing with the library."""
    if "RPC_RAW" not in ENV:
        ENV["RPC_RAW"] = subprocess.check_output([HERE + "/rpc-raw.sh"], text=True).strip()
    sys.path.insert(0, HERE + "/selftest")
    import wire  # pylint: disable=import-outside-toplevel,import-error
    return wire, wire.Connection()


def rename_group(name, new):
    wire, connection = samba()
    handle = connection.request(41, wire.wstr(name))[8:28]
    expect("result of the rename", wire.read_u32(connection.request(46, handle + wire.wstr(new)), 4), 0)


def environment(value):
    return {**ENV, "LWCLUS_PASSWORD": ENV["PEER_PASSWORD"], "LWCLUS_CLUSTER": value}


def plain(*arguments, env=None):
    """A run with nothing but these arguments."""
    return subprocess.run([ENV["CLUSINFO"], *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False,
                          timeout=20, env=env or environment(""))
