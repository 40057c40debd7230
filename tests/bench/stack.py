#!/usr/bin/env python3
"""stack.py BUILDS CSV PRESET...: worst stack of every public function on Cortex-M3, with the chain that leads there.

Frames and calls come from gcc (-fcallgraph-info=su). A call through a pointer is resolved by the text of the call:
RECEIVERS says which type stands before the arrow, and the functions are those that the sources store in that member
of that type. A call that cannot be resolved so is an error, not ignored. lwIP, the C library and the hooks of the
application are outside: they count 0.
"""

import csv
import pathlib
import re
import sys

import firmware

TARGET = 1536

# name before "->" or "." in a call -> type whose member is called
RECEIVERS = {
    "mech": "lwclus_auth_mech",
    "source": "lwclus_auth_source",
    "rows": "lwclus_ndr_rows",
    "transport": "lwclus_transport",
    "tcp": "lwclus_transport",
    "datagram": "lwclus_datagram",
    "udp": "lwclus_datagram",
    "port": "lwclus_port",
    "config": "lwclus_config",
    "a": "lwclus_assoc",
    "assoc": "lwclus_assoc",
    "operation": "lwclus_operation",
    "builder": "lwclus_builder",
}
# functions that call what their caller hands over, in a member of a type: resolved per file that calls them
CALLERS = {"lwclus_session_run": ("lwclus_operation", "step")}
# functions that fill such a structure with what their caller hands over, the file that they are in, which argument
WRAPPERS = {("lwclus_call_run_close", "core/session/call.c"): r"\(\w+, \w+, (\w+),"}
# (file, table of functions inside a function)
TABLES = {("core/session/open.c", "run"), ("core/session/kdc.c", "run"), ("core/session/fetch.c", "stages")}
# (file, pointer that a function gets as its second argument) -> that function
HANDED = {("core/session/fetch.c", "use"): "with_secret"}
# the port table belongs to the integrator; these are the pieces of port/lwip that go in
PORT = {
    "start": "lwclus_lwip_start", "stop": "lwclus_lwip_stop", "resolve": "lwclus_lwip_resolve",
    "now_ms": "lwclus_lwip_now_ms", "wait": "lwclus_lwip_wait", "lock": "lwclus_lwip_lock",
    "unlock": "lwclus_lwip_unlock", "dns_server": "lwclus_lwip_dns_server",
}
# hooks that only the application writes: (type, member) or (function, pointer that it calls), and every function
# pointer of struct lwclus_config
APPLICATION = {
    ("lwclus_port", "random"), ("lwclus_port", "filetime"), ("lwclus_port", "task_error"), ("lwclus_log", "hook"),
}
# chains that cannot occur: (caller, callee) -> what the callee does not call then, and why
IMPOSSIBLE = {
    # a call is submitted on an association that is READY and steps it in the states CALLING and CLOSED: no bind,
    # no logon. Those run under connect_to().
    ("lwclus_session_call_step", "lwclus_assoc_step"): {"queue_context"},
    ("phase_map", "lwclus_assoc_step"): {"queue_context"},
    ("lwclus_reconnect_reopen_step", "lwclus_assoc_step"): {"queue_context"},
    # with these calls goes the last leg of the logon at most, whose answer is only confirmed
    ("phase_calls", "lwclus_assoc_step"): {"queue_context"},
    ("step", "lwclus_assoc_step"): {"queue_context"},
    # keys are derived by encryption alone
    ("lwclus_krb5_derive_sha1", "lwclus_aes_start"): {"mbedtls_aes_setkey_dec"},
    # and so is what is sent; a node of its own can be a caller here
    ("cts_encrypt", "core/crypto/krb5.c:crypt_with"): set(),
    ("crypt_with@cts_encrypt", "lwclus_krb5_start_aes"): set(),
    ("lwclus_krb5_start_aes@crypt_with@cts_encrypt", "lwclus_aes_start"): {"mbedtls_aes_setkey_dec"},
    # who hands over what, see HANDED
    ("begin", "core/session/fetch.c:with_secret"): {"write_request", "start_key", "take"},
    ("lwclus_fetch_write", "core/session/fetch.c:with_secret"): {"read_account", "start_key", "take"},
    ("derive", "core/session/fetch.c:with_secret"): {"read_account", "write_request", "take"},
    ("ask", "core/session/fetch.c:with_secret"): {"read_account", "write_request", "start_key"},
}
# calls of a pointer that other software holds
FOREIGN = {"mbedtls_platform_zeroize"}

NODE = re.compile(r'^node: { title: "([^"]+)" label: "([^"\\]+)\\n([^"]*?)(?:\\n(\d+) bytes \((\w+)[^"]*)?"')
EDGE = re.compile(r'^edge: { sourcename: "([^"]+)" targetname: "([^"]+)"(?: label: "([^"]+)")?')
CALL = re.compile(r"(?:(\w+)(?:->|\.))?(\b\w+)(?:\[[^\]]*\])?\(")


class Sources:
    """What the C files store in function pointers."""

    def __init__(self):
        paths = [p for part in ("core", "port/lwip") for p in sorted((firmware.ROOT / part).rglob("*.[ch]"))]
        self.lines = {}
        self.stored = {}  # (type, member) -> functions, as "file:name" and plain name
        self.tables = {}  # (file, table) -> functions
        self.wrapped = {}  # file -> functions that WRAPPERS in it get
        members = {}
        texts = {}
        for path in paths:
            name = path.relative_to(firmware.ROOT).as_posix()
            raw = path.read_text()
            self.lines[name] = raw.splitlines()
            texts[name] = re.sub(r"/\*.*?\*/", "", raw, flags=re.S)
            for struct, body in re.findall(r"^struct (\w+) {\n(.*?)^};", texts[name], re.S | re.M):
                members[struct] = re.findall(r"(\w+)(?:\)\([^;]*\)|\[[^\]]*\])?\s*;", body)
        for name, text in texts.items():
            self.scan(name, text, members)

    def add(self, struct, member, name, function):
        self.stored.setdefault((struct, member), set()).add((name, function))

    def scan(self, name, text, members):
        """Initialisers by name and by position, assignments, tables."""
        for struct, body in re.findall(r"struct (\w+) \w+ = {([^{}]*)}", text):
            if struct not in set(RECEIVERS.values()):
                continue
            for index, item in enumerate(part.strip() for part in body.split(",")):
                named = re.fullmatch(r"\.(\w+) = &?(\w+)", item)
                if named:
                    self.add(struct, named[1], name, named[2])
                elif index < len(members.get(struct, [])):
                    self.add(struct, members[struct][index], name, item)
        for receiver, member, function in re.findall(r"(\w+)(?:->|\.)(\w+) = (\w+);", text):
            if receiver in RECEIVERS:
                self.add(RECEIVERS[receiver], member, name, function)
        for table in [t for path, t in TABLES if path == name]:
            for body in re.findall(rf"\b{table}\[\w*\]\)\([^()]*\) = {{([^{{}}]*)}}", text):
                self.tables[(name, table)] = {(name, function) for function in re.findall(r"\w+", body)}

        for (function, path), arguments in WRAPPERS.items():
            handed = {(name, f) for f in re.findall(rf"\b{function}{arguments}", text)}
            self.wrapped.setdefault(path, set()).update(handed)
        for (path, pointer), function in HANDED.items():
            if path == name:
                handed = re.findall(rf"\b{function}\(\w+, (\w+)\)", text)
                self.tables[(name, pointer)] = {(name, f) for f in handed}

    def callees(self, place):
        """(receiver, name) of each call in the statement at file:line:column; the one meant is among them."""
        path, line, column = place.rsplit(":", 2)
        rest = " ".join(self.lines[path][int(line) - 1:int(line) + 3])[int(column) - 1:]
        return CALL.findall(rest.split(";")[0])


class Graph:
    def __init__(self, build, sources):
        self.frame, self.calls, self.memo = {}, {}, {}
        self.unresolved, self.sources = [], sources
        files = [path.with_suffix(".ci") for path in firmware.objects(build)]
        lines = [line for f in files + sorted(build.glob("mbedtls/*.ci")) for line in f.read_text().splitlines()]
        for line in lines:
            node = NODE.match(line)
            if node and node[4]:
                self.frame[node[1]] = int(node[4])
                if node[5] != "static":
                    self.unresolved.append(f"{node[1]}: frame of variable size")
        for line in lines:
            edge = EDGE.match(line)
            if edge and edge[2] == "__indirect_call":
                self.calls.setdefault(edge[1], set()).update(self.indirect(edge[1], edge[3]))
            elif edge:
                self.calls.setdefault(edge[1], set()).add(self.variant(edge[2], edge[3]))
        for name in [n for n in self.frame if "@" in n]:
            function = name.split("@")[0]
            self.frame[name] = self.frame[function]
            self.calls.setdefault(name, set()).update(self.calls.get(function, set()))
        self.cut_impossible()

    def cut_impossible(self):
        """A callee of IMPOSSIBLE is a node of its own under that caller: function@caller, with fewer calls."""
        for (caller, callee), cut in IMPOSSIBLE.items():
            nodes = [n for n in self.calls if n.rsplit(":", 1)[-1] == caller and callee in self.calls[n]]
            for node in nodes:
                self.calls[node] = self.calls[node] - {callee} | {f"{callee}@{caller}"}
                self.frame[f"{callee}@{caller}"] = self.frame[callee]
                self.calls[f"{callee}@{caller}"] = {
                    n for n in self.calls.get(callee, ()) if n.rsplit(":", 1)[-1] not in cut}

    def variant(self, function, place):
        """A function of CALLERS is a node of its own per file that calls it: function@file."""
        if function not in CALLERS:
            return function
        path = place.split(":")[0]
        stored = self.sources.stored.get(CALLERS[function], set())
        found = self.known({(name, f) for name, f in stored if name == path} | self.sources.wrapped.get(path, set()))
        if not found:
            self.unresolved.append(f"{place}: no function is handed to {function}")
        self.frame[f"{function}@{path}"] = 0
        self.calls[f"{function}@{path}"] = found
        return f"{function}@{path}"

    def known(self, functions):
        """Titles in the graph of (file, function); functions that this configuration lacks drop out."""
        titles = {f"{name}:{function}" for name, function in functions} | {function for _, function in functions}
        return titles & set(self.frame)

    def resolve(self, function, path, receiver, member):
        """Functions behind one call, or None when it is not a call through a pointer that we know."""
        struct = RECEIVERS.get(receiver)
        if struct == "lwclus_config" or {(struct, member), (function, member)} & APPLICATION:
            return set()
        if (struct, member) in CALLERS.values() and function in CALLERS:
            return set()  # see variant()
        if struct == "lwclus_port" and member in PORT:
            return self.known({("", PORT[member])})
        if (path, member) in TABLES or (path, member) in HANDED:
            return self.known(self.sources.tables.get((path, member), set())) or None
        stored = self.sources.stored.get((struct, member))
        return self.known(stored) if stored else None  # none of them may be in this configuration

    def indirect(self, caller, place):
        function = caller.rsplit(":", 1)[-1]
        if function in FOREIGN:
            return set()
        calls = self.sources.callees(place)
        for receiver, member in calls:
            found = self.resolve(function, place.split(":")[0], receiver, member)
            if found is not None:
                return found
        self.unresolved.append(f"{place}: {caller} calls one of {calls}, which no table explains")
        return set()

    def deepest(self, function, above=()):
        """(bytes, chain) of the deepest path from a function."""
        if function in above:
            raise SystemExit(f"recursion: {' > '.join(above[above.index(function):] + (function,))}")
        best = (0, ())
        for callee in self.calls.get(function, ()):
            if callee in self.frame:
                if callee not in self.memo:
                    self.memo[callee] = self.deepest(callee, above + (function,))
                best = max(best, self.memo[callee])
        return self.frame[function] + best[0], (function,) + best[1]

    def worst(self, names):
        return sorted(((*self.deepest(n), n) for n in names if n in self.frame), reverse=True)


def main():
    builds, output, presets = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    sources, bad = Sources(), []
    with open(output, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["preset", "target", "function", "bytes", "chain"])
        for preset in presets:
            graph = Graph(builds / preset, sources)
            rows = graph.worst(firmware.api_names())
            bad += [f"{preset}: {line}" for line in graph.unresolved]
            print(f"{preset}, Cortex-M3: worst stack in bytes (lwIP and the application's hooks not included)")
            for size, chain, name in rows:
                print(f"  {name:<32}{size:>6}")
                out.writerow([preset, "cortex-m3", name, size, " > ".join(c.split("@")[0].rsplit(":", 1)[-1] for c in chain)])
            if rows:
                size, chain, _ = rows[0]
                print(f"  deepest {size}; target {TARGET}: {'met' if size <= TARGET else f'missed by {size - TARGET}'}")
                for function in chain:
                    print(f"    {graph.frame[function]:>5}  {function.split('@')[0]}")
            print()
    print(output)
    if bad:
        sys.exit("\n".join(["calls through pointers that are not understood:", *bad]))


main()
