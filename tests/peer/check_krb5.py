"""Cases of `make check-kerberos`: krb5_peer, over lwIP on the TAP device, and a domain controller that takes no NTLM.

check_krb5.sh runs this inside peer-run.sh. What the program cannot see itself is looked at here: the wire, the counters
of the domain controller, and what MIT's tools get from the same KDC.
"""
import calendar
import collections
import os
import re
import subprocess
import sys
import time

import ldb
from samba import enable_net_export_keytab
from samba.auth import system_session
from samba.net import Net
from samba.param import LoadParm
from samba.samdb import SamDB

from check_capture import Capture
from check_harness import ENV, Clusinfo, case, cases, expect, require, rows, run_cases, run_program
from check_names import OTHER_IP, add_other_address, second_name_server

IP, TAP, PROGRAM = ENV.get("PEER_IP", ""), ENV.get("PEER_TAP", ""), ENV.get("KRB5_PEER", "")
NAME = ENV.get("PEER_NAME", "")
CLIENT = "10.57.0.2"
CLUSAPI_PORT, KDC_PORT = 49300, 88
NAME_PORTS = {53, 137}  # names of nodes are looked up
SERVICE = "MSServerClusterMgmtAPI/clus.cmrp.test"
DOMAIN = "DC=cmrp,DC=test"
REQUEST, RESPONSE = 0, 2
SECRETS = ("Alice.pw.1", "P\xe4sswort.\u20ac1", "Wrong.1", "Passw0rd.1", "node1 - Ethernet", "node2 - R\xe9seau", "bulk 00499",
           "CMRPCLUSTER")
ETYPES = {"aes256-cts-hmac-sha1-96": 18, "aes128-cts-hmac-sha1-96": 17}

TICKETS = "/run/tickets"  # where the program tells them

captured = {}


class Domain:
    """The database of the domain controller, past the network."""

    def __init__(self):
        self.lp = LoadParm()
        self.lp.load("/etc/samba/smb.conf")
        self.db = SamDB(url="/var/lib/samba/private/sam.ldb", session_info=system_session(), lp=self.lp)

    def wrong_passwords(self, user):
        """Times that a wrong password for this account was counted."""
        found = self.db.search(f"CN={user},CN=Users,{DOMAIN}", ldb.SCOPE_BASE, attrs=["badPwdCount"])
        return int(found[0]["badPwdCount"][0])

    def export_keys(self, user):
        """Sets KRB5_PEER_KEY_<etype> as a keytab has them."""
        keytab = "/run/alice.keytab"
        enable_net_export_keytab()
        Net(None, self.lp).export_keytab(keytab=keytab, principal=user)
        for name, key in re.findall(r"\((\S+?)\) +\(0x([0-9a-f]+)\)", run("klist", "-Kek", keytab)):
            if name in ETYPES:
                os.environ[f"KRB5_PEER_KEY_{ETYPES[name]}"] = key


def run(*argv, text=None):
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"})
    require(done.returncode == 0, f"{argv}: {done.stderr}")
    return done.stdout


def peer(name, dns=IP):
    """Runs cases of the program; its report is printed only when one fails."""
    done = subprocess.run([PROGRAM, name], capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "PEER_DNS": dns})
    require(done.returncode == 0 and done.stdout, f"{name}: {done.stdout}")
    return done.stdout


# ---- KDCs by DNS

HOSTS = f"--host-record=clus.cmrp.test,cmrp.test,dc1.cmrp.test,{IP}"


@case("KDC from the addresses of the realm, without SRV records")
def no_srv():
    with second_name_server(HOSTS):
        peer("KDC from DNS", OTHER_IP)


@case("SRV records: the first host is dead, the second has no address")
def dead_srv():
    record = "--srv-host=_kerberos._tcp.cmrp.test"
    with second_name_server(HOSTS, "--host-record=dead.cmrp.test,10.57.0.99", f"{record},dead.cmrp.test,88,1",
                            f"{record},nobody.cmrp.test,88,2", f"{record},dc1.cmrp.test,88,3"):
        peer("KDC from DNS", OTHER_IP)


# ---- clusinfo

ACCOUNT = {"user": "CMRP\\alice", "password": ENV.get("PEER_PASSWORD2")}


@rows({
    "clusinfo: realm and KDC named": [["--logon", "kerberos", "--realm", "cmrp.test", "--kdc", IP], NAME],
    "clusinfo: the second KDC answers": [["--realm", "cmrp.test", "--kdc", "10.57.0.99", "--kdc", IP], NAME],
    "clusinfo: without SPNEGO": [["--logon", "kerberos-raw", "--realm", "cmrp.test"], NAME],
    "clusinfo: an address and the name of its service": [["--realm", "cmrp.test", "--spn", SERVICE], IP],
})
def clusinfo(options, cluster):
    report = Clusinfo(*options, cluster, **ACCOUNT).report()
    expect("cluster", report["cluster"]["name"], "CMRPCLUSTER")
    expect("heap calls after init", report["heap_calls_after_init"], 0)


@case("clusinfo: account of another realm")
def clusinfo_other_realm():
    report = Clusinfo("--realm", "other.test", "--logon", "kerberos", NAME, user="OTHER\\dora",
                      password=ENV["PEER_PASSWORD2"]).report()
    expect("cluster", report["cluster"]["name"], "CMRPCLUSTER")


@case("clusinfo: --logon ntlm is refused by this server")
def clusinfo_ntlm():
    Clusinfo("--logon", "ntlm", NAME, **ACCOUNT).fails("OpenClusterEx", 5, "ERROR_ACCESS_DENIED", "auth")


@case("clusinfo: --logon kerberos and an address")
def clusinfo_address():
    run_it = Clusinfo("--logon", "kerberos", "--realm", "cmrp.test", IP, **ACCOUNT)
    run_it.fails("OpenClusterEx", 1825, "RPC_S_SEC_PKG_ERROR", "auth")


@rows({"clusinfo: usage: logon": [["--logon", "rc4"]], "clusinfo: usage: KDC": [["--kdc", "dc1"]],
       "clusinfo: usage: KDCs": [["--kdc", IP] * 5]})
def clusinfo_usage(options):
    run_it = Clusinfo(*options, NAME, **ACCOUNT)
    expect("exit status", run_it.status, 2)


# ---- what the domain controller counted

@case("a wrong password was counted once")
def counted():
    before = Domain().wrong_passwords("carol")
    peer("wrong password of carol")
    expect("wrong passwords", Domain().wrong_passwords("carol") - before, 1)


# ---- the wire

@case("nothing of passwords and names can be read, every call is sealed")
def sealed():
    capture = captured["all"]
    wire = capture.payloads(but=NAME_PORTS)
    require(len(wire) > 100000, f"{len(wire)} bytes were captured")
    for word in SECRETS:
        require(word.encode() not in wire and word.encode("utf-16-le") not in wire, f"{word} can be read on the wire")
    calls = [p for p in capture.pdus({CLUSAPI_PORT}) if p.ptype in (REQUEST, RESPONSE)]
    # [MS-RPCE] 2.2.1.1.7 and .8: SPNEGO and Kerberos; packet privacy
    expect("authentication", {(p.auth_type, p.auth_level) for p in calls}, {(9, 6), (16, 6)})
    require(b"alice" in wire, "the capture does not see what is not sealed: the name of the account")


@case("KDCs are asked through UDP where that is wished, and through TCP")
def transports():
    capture = captured["all"]
    require(capture.datagrams(KDC_PORT), "no datagram to the KDC")
    require(capture.flights(CLIENT, (KDC_PORT,)), "no connection to the KDC")


@case("flights: the wire has as many as the library says")
def flights():
    with Capture(TAP) as capture:
        report = peer("flights")
    said = re.search(r"^    all +(\d+) flights$", report, re.M)
    require(said, report)
    expect("flights", capture.flights(CLIENT, (KDC_PORT, CLUSAPI_PORT)), int(said[1]))


# ---- MIT's tools

def element(data):
    """Tag, content and what follows of one DER element."""
    size, at = data[1], 2
    if size & 0x80:
        at += size & 0x7F
        size = int.from_bytes(data[2:at], "big")
    return data[0], data[at:at + size], data[at + size:]


def fields(data):
    """{tag: content} of the fields of a SEQUENCE."""
    found, rest = {}, element(data)[1]
    while rest:
        tag, content, rest = element(rest)
        found[tag] = content
    return found


def read_ticket(data):
    """Realm, service, etype and kvno of the ticket in the fields [3] crealm, [4] cname, [5] ticket (RFC 4120 5.3)."""
    for _ in range(2):
        data = element(data)[2]
    ticket = fields(element(element(data)[1])[1])
    names = element(fields(ticket[0xA2])[0xA1])[1]
    service = []
    while names:
        _, part, names = element(names)
        service.append(part.decode())
    sealed_part = fields(ticket[0xA3])
    etype, kvno = (int.from_bytes(element(sealed_part[tag])[1], "big") for tag in (0xA0, 0xA1))
    return element(ticket[0xA1])[1].decode(), "/".join(service), etype, kvno


Ticket = collections.namedtuple("Ticket", "etypes end kvno")  # etypes of session key and ticket


def our_tickets(name):
    """{service@realm: Ticket}"""
    found = {}
    peer(name)
    with open(TICKETS, encoding="ascii") as lines:
        tickets = [line.split() for line in lines]
    for etype, end, data in tickets:
        realm, service, ticket_etype, kvno = read_ticket(bytes.fromhex(data))
        found[f"{service}@{realm}"] = Ticket((int(etype), ticket_etype), int(end), kvno)
    return found


def mit_tickets(account):
    """The same; kvno says of the cluster's alone with which of its keys the ticket is sealed."""
    run("kinit", account, text=ENV["PEER_PASSWORD2"] + "\n")
    kvno = int(re.search(r": kvno = (\d+)", run("kvno", SERVICE))[1])
    pattern = r"^\S+ \S+  (\S+ \S+)  (\S+)\n\t.*Etype \(skey, tkt\): (\S+), (\S+)"
    found = {}
    for end, name, session, ticket in re.findall(pattern, run("klist", "-e"), re.M):
        ends = calendar.timegm(time.strptime(end, "%m/%d/%y %H:%M:%S"))
        found[name] = Ticket((ETYPES[session], ETYPES[ticket]), ends, kvno if SERVICE in name else None)
    run("kdestroy")
    return found


@rows({
    "MIT's kinit and kvno got the same: services, realm, encryption types, lifetime, key version":
        ["tickets to be compared", "alice", []],
    "MIT's kinit and kvno got the same for an account of another realm":
        ["tickets of an account of another realm", "dora@OTHER.TEST", ["krbtgt/CMRP.TEST@OTHER.TEST"]],
})
def mit(name, account, passing):
    """`passing`: what MIT keeps and we do not, since it only was on the way."""
    started = time.monotonic()
    ours, theirs = our_tickets(name), mit_tickets(account)
    passed = time.monotonic() - started
    realm = account.partition("@")[2] or "CMRP.TEST"
    expect("tickets", sorted(ours), sorted([f"{SERVICE}@CMRP.TEST", f"krbtgt/{realm}@{realm}"]))
    expect("tickets", sorted([*ours, *passing]), sorted(theirs))
    expect("kvno", ours[f"{SERVICE}@CMRP.TEST"].kvno, theirs[f"{SERVICE}@CMRP.TEST"].kvno)
    for service, ticket in ours.items():
        expect(f"{service}: encryption types of session key and ticket", ticket.etypes, theirs[service].etypes)
        later = theirs[service].end - ticket.end
        require(-2 <= later <= passed + 2, f"{service} lasts {later} s shorter")


def main(arguments):
    selected = [c for c in cases if not arguments or any(a in c.name for a in arguments)]
    counts = (0, 0)
    add_other_address()
    subprocess.run([ENV["PEER_OTHER"]], check=True)
    os.environ["KRB5_PEER_TICKETS"] = TICKETS
    Domain().export_keys("alice")
    if not selected or {c.run for c in selected} & {sealed, transports}:
        with Capture(TAP) as captured["all"]:
            counts = run_program([PROGRAM, *([] if selected else arguments)], 120)
    passed, failed, skipped = run_cases(selected)
    passed, failed = passed + counts[0], failed + counts[1]
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
