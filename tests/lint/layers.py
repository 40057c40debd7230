#!/usr/bin/env python3
"""Include rules: a layer includes what is below it, core includes no platform, ports see public headers only."""

import re

from report import Report, files, text

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
C_HEADERS = {"stdint.h", "stddef.h", "stdbool.h", "string.h"}
PUBLIC = {path.name for path in files() if str(path).startswith("core/include/")}
CONTRACT = {"lwclus_port.h", "lwclus_port_crypto.h"}
CONFIG = {"lwclus_config.h", "lwclus_config_check.h"}

# folder of core -> folders that it may include besides itself, base and the public headers
BELOW = {
    "base": set(),
    "ndr": set(),
    "crypto": set(),
    "krb5": {"crypto"},
    "auth": {"krb5", "ndr", "crypto"},
    "method": {"ndr"},
    "rpc": {"auth", "ndr", "crypto"},
    "session": {"rpc", "auth", "krb5", "ndr", "crypto", "method"},
    "api": {"session", "method", "rpc", "auth", "ndr", "crypto"},
    "include": set(),
}


def core_problem(folder, kind, name):
    """Why a file of core/<folder> may not include `name`, or None."""
    if kind == "<":
        return None if name in C_HEADERS else f"core includes only {', '.join(sorted(C_HEADERS))}"
    if name in PUBLIC | CONFIG:
        return None
    if name in CONTRACT:
        return "base is below the port contract" if folder == "base" else None
    if folder == "include":
        return "a public header includes public headers only"
    target = name.split("/")[0] if "/" in name else None
    if target is None:
        return "headers of core are included by their path, such as base/cursor.h"
    if target in {folder, "base"} | BELOW[folder]:
        return None
    return f"core/{folder} may not include core/{target}"


def port_problem(path, kind, name):
    if kind == "<" or name in PUBLIC | CONTRACT | CONFIG:
        return None
    if (path.parent / name).exists() or name.startswith(("lwip/", "arch/", "netif/", "mbedtls/", "psa/")):
        return None
    if name.split("/")[0] in BELOW:
        return "a port includes public headers of lwclus only"
    return None


def problems(path):
    found = []
    for number, line in enumerate(text(path).splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        if path.parts[0] == "core":
            why = core_problem(path.parts[1], match[1], match[2])
        else:
            why = port_problem(path, match[1], match[2])
        if why:
            found.append(f"{path}:{number}: #include {match[2]}: {why}")
    return found


def main():
    report = Report()
    for path in files(".c", ".h", ".inc", below="core") + files(".c", ".h", below="port"):
        if "examples" not in path.parts:
            report.check(problems(path))
    report.finish()


main()
