"""ups_drain against the real server: on the host (UPS_PROGRAM) or in QEMU (UPS_IMAGE).

Power is failed and restored by lines to the program, each when the line before it was printed, so nothing depends
on time. Afterwards the cluster is asked through Samba's own RPC client (RPC_RAW).
"""
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "selftest"))
from wire import GENERIC_ALL, Connection, PeerTest, read_u32, read_wstr, restart, u32, wstr  # noqa: E402

ENV = os.environ
FAMILIES = "clusapi:families = yes"
STEP = "clusapi:step milliseconds = %d"
SECONDS = 60  # until a program is taken to hang
UP, PAUSED = 0, 2
QEMU = ["qemu-system-arm", "-M", "mps2-an385", "-nodefaults", "-display", "none", "-monitor", "none", "-serial", "stdio",
        "-netdev", "user,id=net,net=192.0.2.0/24,host=192.0.2.2,dns=192.0.2.3",
        "-net", "nic,model=lan9118,netdev=net"]


def command(settings):
    """argv and environment of the program."""
    account = {"user": ENV["PEER_USER"], "domain": ENV["PEER_DOMAIN"]}
    words = {"cluster": "clus.cmrp.test", "node": "node1", **account, "password": ENV["PEER_PASSWORD"], **settings}
    if "UPS_IMAGE" in ENV:
        arguments = "".join(",arg=%s=%s" % (k, v.replace(",", ",,")) for k, v in words.items())
        return QEMU + ["-kernel", ENV["UPS_IMAGE"], "-semihosting-config",
                       "enable=on,target=native,arg=image" + arguments], ENV
    password = words.pop("password")
    words.update({"tap": ENV["PEER_TAP"], "address": "10.57.0.2", "dns": ENV["PEER_IP"]})
    return [ENV["UPS_PROGRAM"]] + ["%s=%s" % word for word in words.items()], {**ENV, "LWCLUS_PASSWORD": password}


class Ups:
    """One run of the program."""

    def __init__(self, test, **settings):
        argv, environment = command(settings)
        self.test, self.printed = test, []
        self.process = subprocess.Popen(argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        self.watchdog = threading.Timer(SECONDS, self.process.kill)
        self.watchdog.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.watchdog.cancel()
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        if kind is not None:
            sys.stderr.write("".join("    | " + line for line in self.printed))

    def power(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, text):
        """Reads lines up to the first that contains the text."""
        for line in self.process.stdout:
            self.printed.append(line.rstrip("\r\n") + "\n")
            if text in line:
                return line
        return self.test.fail("no line with: " + text)

    def end(self, status):
        """The program has nothing more to do; it ends with this status, and its loop ran while it waited."""
        self.power("end")
        loop = self.until("loop: ").split()
        self.until("status %d" % status)
        for _ in self.process.stdout:
            pass
        self.test.assertEqual(self.process.wait(), status)
        return int(loop[1]), int(loop[3])

    def told(self, text):
        self.test.assertIn(text, "".join(self.printed))

    def not_told(self, text):
        self.test.assertNotIn(text, "".join(self.printed))


class Cluster:
    """What the server says, through a client that is not ours."""

    def __init__(self):
        self.c = Connection()

    def open(self, opnum, name):
        out = self.c.request(opnum, wstr(name) + u32(GENERIC_ALL))
        assert read_u32(out, 4) == 0, name
        return out[12:32]

    def node(self, name="node1"):
        return read_u32(self.c.request(68, self.open(118, name)))

    def owner(self, group):
        return read_wstr(self.c.request(45, self.open(119, group)), 8)

    def pause(self, name):
        assert self.c.request(69, self.open(118, name))[4:8] == bytes(4)

    def bind_to_node(self, resource, node):
        """The resource can run on this node only, so its group does not leave."""
        assert self.c.request(23, self.open(120, resource) + self.open(118, node))[4:8] == bytes(4)


class UpsDrain(PeerTest):
    def restart(self, step=20):
        restart(FAMILIES, STEP % step)
        return Cluster()

    def comes_to(self, wanted, function, *args):
        for _ in range(1000):
            if function(*args) == wanted:
                break
            time.sleep(0.01)
        self.assertEqual(function(*args), wanted)

    def test_drain_and_resume(self):
        cluster = self.restart()
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("cluster open, node1 answers")
            ups.until("node1 is paused, its groups are leaving")
            ups.until("DRAINED: node1 has no group left")
            self.assertEqual(cluster.node(), PAUSED)
            self.assertEqual([cluster.owner(g) for g in ("Cluster Group", "Web")], ["node3", "node3"])
            ups.power("mains")
            ups.until("power is back")
            ups.until("RESUMED: node1 is up")
            turns, waiting = ups.end(0)
        self.assertTrue(turns > waiting > 10)
        self.assertEqual(cluster.node(), UP)
        for group in ("Cluster Group", "Web"):
            self.comes_to("node1", cluster.owner, group)

    def test_progress(self):
        self.restart(step=2500)
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("node1 has 2 groups: Cluster Group, Web, ")
            ups.until("node1 has 1 group: Web, ")
            ups.until("DRAINED: node1 has no group left")
            ups.end(0)
            ups.told("ups: the node is left paused")

    def test_groups_that_stay(self):
        cluster = self.restart()
        cluster.bind_to_node("DB Disk", "node3")
        with Ups(self, node="node3", reserve="50") as ups:
            ups.power("battery 60")
            ups.until("the cluster stopped draining; it is told again")
            ups.until("TIMEOUT: node3 still has 1 group: Datenbank Ü, ")
            ups.end(5)
        self.assertEqual(cluster.node("node3"), PAUSED)
        self.assertEqual([cluster.owner(g) for g in ("Available Storage", "Datenbank Ü")], ["node1", "node3"])

    def test_power_back_in_the_drain(self):
        cluster = self.restart(step=600000)
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("node1 has 2 groups")
            ups.power("mains")
            ups.until("RESUMED: node1 is up")
            ups.end(0)
            ups.not_told("DRAINED")
        self.assertEqual(cluster.node(), UP)
        self.assertEqual([cluster.owner(g) for g in ("Cluster Group", "Web")], ["node1", "node1"])

    def test_cluster_comes_later(self):
        with open("/var/lib/samba/pid/peer", encoding="ascii") as file:
            os.kill(int(file.read()), signal.SIGTERM)
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("trying again in 2000 ms: error 1722")
            cluster = self.restart()
            ups.until("DRAINED: node1 has no group left")
            self.assertEqual(cluster.node(), PAUSED)
            ups.power("mains")
            ups.until("RESUMED: node1 is up")
            ups.end(0)

    def test_connection_lost_in_the_drain(self):
        self.restart(step=600000)
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("node1 has 2 groups")
            cluster = self.restart()  # and nobody knows of a drain any more
            ups.until("connection lost, node1 answers now")
            ups.until("it is told again")
            ups.until("DRAINED: node1 has no group left")
            self.assertEqual(cluster.node(), PAUSED)
            ups.end(0)

    def test_paused_before(self):
        cluster = self.restart()
        cluster.pause("node1")
        with Ups(self) as ups:
            ups.power("battery 60")
            ups.until("node1 was paused before")
            ups.until("DRAINED: node1 has no group left")
            ups.power("mains")
            ups.until("node1 stays paused, as it was before")
            ups.end(0)
            ups.not_told("RESUMED")
        self.assertEqual((cluster.node(), cluster.owner("Web")), (PAUSED, "node3"))

    def test_own_pause_from_before(self):
        cluster = self.restart()
        cluster.pause("node1")
        with Ups(self, ours="1") as ups:
            ups.until("RESUMED: node1 is up")
            ups.end(0)
        self.assertEqual(cluster.node(), UP)

    def test_node_down_or_unknown(self):
        self.restart()
        for node, text in (("node2", "node2 is down already"), ("node9", "node9 is no node of this cluster")):
            with Ups(self, node=node) as ups:
                ups.power("battery 60")
                ups.until("FAILED: " + text)
                ups.power("mains")
                ups.until("power is back")
                ups.end(8)

    def test_wrong_password(self):
        cluster = self.restart()
        with Ups(self, password="wrong") as ups:
            for _ in range(3):
                ups.power("battery 60")
                ups.until("logon refused")
                ups.power("mains")
                ups.until("power is back")
            ups.end(7)
            self.assertEqual(sum("error 5 (auth)" in line for line in ups.printed), 1)
        self.assertEqual(cluster.node(), UP)

    def test_no_rights(self):
        restart(FAMILIES, "clusapi:require admin = yes")
        with Ups(self, user=ENV["PEER_USER2"], password=ENV["PEER_PASSWORD2"]) as ups:
            ups.power("battery 60")
            ups.until("given up: error 5 (server)")
            ups.end(4)

    def test_cluster_unreachable(self):
        with Ups(self, cluster="nowhere.cmrp.test", reserve="50") as ups:
            ups.power("battery 60")
            line = ups.until("TIMEOUT: node1 could not be drained")
            self.assertIn("error 1722", line)
            ups.end(4)


if __name__ == "__main__":
    unittest.main()
