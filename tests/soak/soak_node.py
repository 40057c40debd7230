"""One node of the cluster: a Samba server with an address of its own, and what can happen to it."""
import os
import signal
import socket
import subprocess
import time

ENV = os.environ
PORTS = (135, 49300)
START_SECONDS = 20


class Broken(Exception):
    """The test itself cannot go on."""


def address_on_link(verb, address):
    subprocess.run(["ip", "addr", verb, f"{address}/32", "dev", ENV["PEER_TAP"]], check=True)


class Node:
    """`up` says that it serves, `served` since when and when before; while a fault lasts `until` is when it ends."""

    def __init__(self, name, address):
        self.name, self.address = name, address
        self.folder = f"{ENV['SOAK_NODES']}/{name}"
        self.process = None
        self.up, self.served = False, []  # [from, to]
        self.fault, self.until = None, 0.0
        self.starting = 0.0
        self.pid_folders = [f"{self.folder}/pid", f"{self.folder}/ncalrpc"]
        address_on_link("add", address)

    def start(self):
        for folder in self.pid_folders:
            subprocess.run(["rm", "-rf", folder], check=True)
        os.makedirs(self.pid_folders[0])
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                ["samba", "-s", f"{self.folder}/smb.conf", "--foreground", "--no-process-group", "--model=single"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.starting = time.monotonic()

    def listens(self):
        for port in PORTS:
            try:
                socket.create_connection((self.address, port), timeout=0.2).close()
            except OSError:
                return False
        return True

    def kill(self):
        self.process.kill()
        self.process.wait()

    def look(self, now):
        """Carries on with a recovery. True when the node serves again."""
        if self.up or now < self.until:
            return False
        if self.fault is not None:
            self.fault.undo(self)
            self.fault = None
        if self.process.poll() is not None:
            raise Broken(f"{self.name} ended by itself: see {self.folder}/log")
        if not self.listens():
            if self.starting and now > self.starting + START_SECONDS:
                raise Broken(f"{self.name} does not come up")
            return False
        self.up = True
        self.served.append([now, float("inf")])
        return True

    def served_all(self, since, until):
        return any(start <= since and until <= end for start, end in self.served)

    def hit(self, fault, until):
        self.up, self.fault, self.until = False, fault, until
        self.served[-1][1] = time.monotonic()
        fault.do(self)


class Killed:
    """The service ends; the kernel resets its connections."""
    name = "SIGKILL"

    @staticmethod
    def do(node):
        node.kill()

    @staticmethod
    def undo(node):
        node.start()


class Silent:
    """The service hangs; the kernel goes on to accept connections and to confirm data."""
    name = "SIGSTOP"

    @staticmethod
    def do(node):
        node.process.send_signal(signal.SIGSTOP)

    @staticmethod
    def undo(node):
        node.process.send_signal(signal.SIGCONT)


class LinkDown:
    """The host is away from the network and comes back as it was."""
    name = "link down"

    @staticmethod
    def do(node):
        address_on_link("del", node.address)

    @staticmethod
    def undo(node):
        address_on_link("add", node.address)


class PowerOff:
    """The host vanishes without a word and starts afresh."""
    name = "power off"

    @staticmethod
    def do(node):
        address_on_link("del", node.address)
        node.kill()

    @staticmethod
    def undo(node):
        address_on_link("add", node.address)
        node.start()


FAULTS = (Killed, Silent, LinkDown, PowerOff)
