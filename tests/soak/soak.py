"""soak.py SECONDS SEED : injects faults into three nodes while the client uses them, then judges. soak-nodes.sh runs it."""
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time

from soak_node import FAULTS, Broken, Node

ENV = os.environ
TICK = 0.02
GAP = (0.1, 1.5)  # seconds between faults
OUTAGES = ((0.5, 2.5), (3.5, 8.0))  # within the time limit of a call, and beyond it
AIMED = 0.6  # share of faults that hit a node in use
SETTLED = 1.5  # a node that serves for so long may be the only one
LOSS = (0.5, 2.5)
QUIET_SECONDS = 75  # for servers to see that the connections are closed
END_SECONDS = 240


class Client:
    """The client program: its lines as (seconds, text), its commands."""

    def __init__(self, seed):
        self.lines, self.lock = [], threading.Lock()
        self.server = {}  # session -> node that it uses
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            [ENV["SOAK"], str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stdout:
            number, _, text = line.rstrip("\n").partition(" ")
            when = int(number) / 1000 if number.isdigit() and text else time.monotonic()
            text = text if number.isdigit() and text else line.rstrip("\n")
            moved = re.match(r"reconnect session=(\d+) from=\S+ to=(node\d)", text)
            with self.lock:
                self.lines.append((when, text))
                if moved:
                    self.server[int(moved[1])] = moved[2]

    def say(self, text):
        try:
            self.process.stdin.write(text + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it ended early, which is judged later

    def having(self, pattern):
        with self.lock:
            return [match for match in (re.match(pattern, text) for _, text in self.lines) if match]

    def wait_for(self, word, seconds):
        end = time.monotonic() + seconds
        while not self.having(word):
            if self.process.poll() is not None or time.monotonic() > end:
                raise Broken(f"the client does not say '{word}'")
            time.sleep(TICK)


class Soak:
    """The plan: which fault hits which node when. It depends on the seed, and on where the client is."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.nodes = [Node("node1", "10.57.0.1"), Node("node2", "10.57.0.11"), Node("node3", "10.57.0.12")]
        self.events = []
        self.deck = []
        self.aimed = True
        self.counts = {}
        self.next_fault = self.loss_until = 0.0
        self.client = None

    def note(self, text):
        self.events.append((time.monotonic(), "* " + text))

    def wait_for_nodes(self):
        end = time.monotonic() + 30
        while not all(node.up for node in self.nodes):
            self.look()
            if time.monotonic() > end:
                raise Broken("a node does not come up")
            time.sleep(TICK)

    def look(self):
        for node in self.nodes:
            if node.look(time.monotonic()):
                self.note(f"{node.name} serves")

    def draw(self):
        """Every kind of fault comes equally often."""
        if not self.deck:
            self.deck = [*FAULTS, None]
            self.random.shuffle(self.deck)
        return self.deck.pop()

    def count(self, name):
        self.counts[name] = self.counts.get(name, 0) + 1

    def choose_node(self, now):
        """A node whose loss leaves one that has served for a while; None: wait, so that a node in use gets its turn."""
        settled = [node for node in self.nodes if node.up and node.served_all(now - SETTLED, now)]
        targets = [node for node in self.nodes if node.up and any(other is not node for other in settled)
                   and self.aimed == (node.name in self.client.server.values())]
        if not targets:
            return None
        self.aimed = self.random.random() < AIMED
        return self.random.choice(targets)

    def spoil_network(self, now):
        self.loss_until = now + self.random.uniform(*LOSS)
        loss = [self.random.randint(low, high) for low, high in ((5, 40), (5, 40), (50, 300), (2, 30))]
        self.client.say("loss " + " ".join(map(str, loss)))
        self.note("network: drop %d/1000, duplicate %d/1000, delay %d/1000 by up to %d ms" % tuple(loss))
        self.count("bad network")

    def inject(self, now):
        fault = self.draw()
        if fault is None:
            self.spoil_network(now)
            return
        node = self.choose_node(now)
        if node is None:
            self.deck.append(fault)
            return
        seconds = self.random.uniform(*self.random.choice(OUTAGES))
        self.note(f"{node.name}: {fault.name} for {seconds:.1f} s")
        node.hit(fault, now + seconds)
        self.count(fault.name)

    def step(self):
        now = time.monotonic()
        self.look()
        if self.loss_until and now > self.loss_until:
            self.heal_network()
        if now >= self.next_fault:
            self.inject(now)
            self.next_fault = now + self.random.uniform(*GAP)

    def heal_network(self):
        self.client.say("loss 0 0 0 0")
        self.loss_until = 0.0
        self.note("network: good")

    def run(self, seconds, seed):
        for node in self.nodes:
            node.start()
        self.wait_for_nodes()
        self.client = Client(seed)
        self.client.wait_for("ready", 60)
        self.client.server.update({0: "node1", 1: "node1"})
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.client.process.poll() is None:
            self.step()
            time.sleep(TICK)
        self.heal_network()
        for node in self.nodes:
            node.until = 0.0
        self.wait_for_nodes()
        self.client.say("stop")
        try:
            self.client.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired as e:
            self.client.process.kill()
            raise Broken("the client does not end") from e
        self.client.thread.join()


def connections():
    """TCP connections of the servers with the client, as the kernel shows them."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table][1:]
    client = "0200390A"  # 10.57.0.2
    return [row for row in rows if row[2].startswith(client) and row[3] != "06"]  # 06: TIME-WAIT


def connections_gone():
    end = time.monotonic() + QUIET_SECONDS
    while connections() and time.monotonic() < end:
        time.sleep(0.1)
    return not connections()


def fields(match):
    return dict(pair.split("=", 1) for pair in match.string.split() if "=" in pair)


def write_log(soak, started):
    lines = sorted(soak.events + (soak.client.lines if soak.client else []))
    path = f"{ENV['PEER_DIR']}/soak.log"
    with open(path, "w", encoding="utf-8") as log:
        log.writelines(f"{when - started:9.3f} {text}\n" for when, text in lines)
    return path


def tell_failures(soak, started):
    lines = soak.client.lines if soak.client else []
    bad = [line for line in lines if re.match("failed|wrong|not ok|pool", line[1])]
    for when, text in bad[:20]:
        print(f"    {when - started:.3f} {text}")
    for node in soak.nodes:
        shutil.copy(f"{node.folder}/log", f"{ENV['PEER_DIR']}/soak-{node.name}.log")


def slow_reconnects(soak):
    """Those of more than a second although one node served all the time: what silent candidates in front of it cost."""
    count = 0
    for when, text in soak.client.lines:
        took = re.match(r"reconnect .* to=node.* ms=(\d+)", text)
        if took and int(took[1]) > 1000:
            count += any(node.served_all(when - int(took[1]) / 1000, when) for node in soak.nodes)
    return count


def print_report(soak, tasks, total, frames, reconnects, tickets):
    def table(name, value):
        print(f"  {name:36} {value}")

    times = sorted(int(fields(m)["ms"]) for m in reconnects)
    table("calls", sum(int(t["calls"]) for t in tasks))
    table("failed calls", sum(int(t["failed"]) for t in tasks))
    table("answers about another object", sum(int(t["wrong"]) for t in tasks))
    longest = max(tasks, key=lambda t: int(t["longest_ms"]))
    table("longest call", f"{longest['longest_ms']} ms ({longest['in']} {longest['of']}, task {longest['name']})")
    for name in sorted(soak.counts):
        table(f"faults: {name}", soak.counts[name])
    table("failovers", total["failovers"])
    table("handles opened again", f"{total['reopened']} (at most {total['handles_max']} at once)")
    if times:
        table("reconnect, median and longest", f"{times[len(times) // 2]} ms, {times[-1]} ms")
        table("longer than 1 s with a node serving", f"{slow_reconnects(soak)} of {len(times)}")
        table("round trips per reconnect", f"{total['trips_min']}..{total['trips_max']} (12 and 24 handles)")
    for match in tickets:
        table("tickets fetched, remembered", f"{fields(match)['fetched']}, {fields(match)['remembered']}")
    table("round trips, remote calls in all", f"{total['round_trips']}, {total['remote_calls']}")
    table("frames", ", ".join(f"{frames[k]} {k}" for k in ("all", "dropped", "duplicated", "delayed", "reordered")))


def judge(soak, gone):
    """(name, good) of each check. The client judged what it sees itself."""
    client = soak.client
    tasks = [fields(m) for m in client.having("task ")]
    total = [fields(m) for m in client.having("sum ")]
    frames = [fields(m) for m in client.having("frames ")]
    reconnects = client.having(r"reconnect .* to=node")
    checks = [(m[2], not m[1]) for m in client.having(r"(not )?ok (.*)")]
    checks.append(("the client ended well (sanitizers included)", client.process.returncode == 0))
    if not (tasks and total and frames):
        return checks + [("the client told its results", False)]
    print_report(soak, tasks, total[0], frames[0], reconnects, client.having("tickets "))
    sessions = {fields(m)["session"] for m in reconnects}
    return checks + [
        ("no call failed", all(t["failed"] == "0" for t in tasks)),
        ("every handle answered for its own object", all(t["wrong"] == "0" for t in tasks)),
        ("every task made calls", all(int(t["calls"]) > 0 for t in tasks)),
        ("every kind of fault was injected", len(soak.counts) == len(FAULTS) + 1),
        ("both sessions failed over", len(sessions) == 2),
        ("the network lost, repeated, delayed and reordered frames", "0" not in frames[0].values()),
        ("no server has a connection left", gone),
    ]


def main():
    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    print(f"soak: {seconds:g} s, seed {seed}{', Kerberos' if ENV['SOAK_KERBEROS'] else ''}", flush=True)
    started = time.monotonic()
    soak = Soak(seed)
    try:
        soak.run(seconds, seed)
        checks = judge(soak, connections_gone())
    except Broken as e:
        checks = [(str(e), False)]
    path = write_log(soak, started)
    for name, good in checks:
        print(f"{'ok' if good else 'not ok'} {name}")
    failed = sum(not good for _, good in checks)
    if failed:
        tell_failures(soak, started)
        print(f"    every event: {path}")
    for node in soak.nodes:
        if node.process is not None and node.process.poll() is None:
            node.process.kill()
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
