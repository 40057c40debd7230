"""Runs clusinfo and counts cases; what check_peer.py is written with."""
import collections
import json
import os
import re
import subprocess
import time
import traceback

ENV = os.environ
HANG = 5  # seconds beyond a time limit that mean "it hangs"
FAILURE = re.compile(r"clusinfo: (\w+): (\d+) ([A-Z][A-Z0-9_]+) \(origin: (\w+)\)\n\Z")

Case = collections.namedtuple("Case", "name run settings ipv6 last")
cases = []


class Failed(Exception):
    pass


def expect(what, got, wanted):
    if got != wanted:
        raise Failed(f"{what}: {got!r}, not {wanted!r}")


def require(condition, what):
    if not condition:
        raise Failed(what)


def case(name, settings=(), ipv6=False, last=False):
    """Registers a case. `settings`: smb.conf lines of the server; `ipv6`: needs IPv6; `last`: runs after the others."""
    def register(run):
        cases.append(Case(name, run, tuple(settings), ipv6, last))
        return run
    return register


def rows(names, **options):
    """One case per row of a table {name: arguments}."""
    def register(run):
        for name, arguments in names.items():
            case(name, **options)(lambda arguments=arguments: run(*arguments))
        return run
    return register


def stack(*servers, ipv4="10.57.0.2/24", gateway=""):
    """--stack: lwIP on the TAP device with these name servers."""
    addresses = [ENV.get("PEER_TAP", ""), ipv4] + (["fd57::2/64"] if ENV.get("PEER_IP6") else [])
    return "lwip:" + ",".join(addresses + [gateway, *servers])


class Clusinfo:
    """One run of clusinfo."""

    def __init__(self, *arguments, user="CMRP\\Administrator", password=None, network=None, timeout=8000, text=False):
        argv = [ENV["CLUSINFO"], "--stack", network or stack(ENV["PEER_IP"]), "--timeout", str(timeout)]
        argv += ["--user", user] if user else []
        argv += [] if text else ["--json"]
        started = time.monotonic()
        try:
            run = subprocess.run(argv + list(arguments), stdin=subprocess.DEVNULL, capture_output=True, check=False,
                                 env={**ENV, "LWCLUS_PASSWORD": password or ENV["PEER_PASSWORD"]},
                                 timeout=6 * timeout / 1000 + HANG)
        except subprocess.TimeoutExpired as e:
            raise Failed(f"clusinfo hangs: {' '.join(argv)} {' '.join(arguments)}") from e
        self.seconds = time.monotonic() - started
        self.status, self.out, self.err = run.returncode, run.stdout.decode(), run.stderr.decode()

    def report(self):
        """The JSON object of a run that did its job."""
        require(self.status == 0, f"status {self.status}: {self.err.strip()}")
        return json.loads(self.out)

    def fails(self, function, code, symbol, origin, status=1):
        """The run failed in this way and printed nothing but the reason."""
        match = FAILURE.search(self.err)
        require(match, f"status {self.status}, no line of the documented form on stderr: {self.err!r}")
        expect("failure", (match[1], int(match[2]), match[3], match[4]), (function, code, symbol, origin))
        expect("stderr before the reason", self.err[:match.start()], "")
        expect("exit status", self.status, status)
        expect("stdout", self.out, "")


def restart(settings):
    subprocess.run([ENV["PEER_RESTART"], *settings], check=True)


def run_case(c):
    """None when it passed, else what was wrong."""
    try:
        c.run()
    except Failed as e:
        return str(e)
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()
    return None


def tell(name, problem):
    print(f"not ok {name}\n    {problem}" if problem else f"ok {name}", flush=True)


def run_cases(selected):
    """Runs the cases, those with the same settings together. Returns passed, failed, skipped."""
    order = {}
    for c in selected:
        order.setdefault((c.last, c.settings), len(order))
    passed = failed = skipped = 0
    settings = ()
    for c in sorted(selected, key=lambda c: (c.last, order[c.last, c.settings])):
        if c.ipv6 and not ENV["PEER_IP6"]:
            print(f"skipped {c.name}: no IPv6 in this kernel")
            skipped += 1
            continue
        if c.settings != settings:
            restart(c.settings)
            settings = c.settings
        problem = run_case(c)
        tell(c.name, problem)
        passed, failed = passed + (not problem), failed + bool(problem)
    if settings:
        restart(())
    return passed, failed, skipped


def run_program(argv, timeout):
    """Runs a program that prints ok and not ok lines itself. Returns passed, failed."""
    try:
        run = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, timeout=timeout)
        out, status = run.stdout.decode(), run.returncode
    except subprocess.TimeoutExpired as e:
        out, status = (e.stdout or b"").decode(), "hangs"
    except OSError as e:
        out, status = f"{e}\n", "cannot be started"
    print(out, end="", flush=True)
    passed = len(re.findall(r"^ok ", out, re.M))
    failed = len(re.findall(r"^not ok ", out, re.M))
    if not passed + failed or (status != 0) != (failed > 0):
        tell(os.path.basename(argv[0]), f"status {status}")
        failed += 1
    return passed, failed
