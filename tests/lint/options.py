#!/usr/bin/env python3
"""Kconfig, config/lwclus_config.h, its checks and the presets agree on every option."""

import re

from report import Report, files, text


def kconfig():
    """Option -> {type, default, range, help}."""
    options, current = {}, None
    for line in text("Kconfig").splitlines():
        words = line.split()
        if line.startswith("config "):
            current = options.setdefault(words[1], {})
        elif line and not line[0].isspace():
            current = None
        elif current is None or not words:
            continue
        elif words[0] in ("int", "bool", "string"):
            current["type"] = words[0]
        elif words[0] == "default":
            current["default"] = {"y": "1", "n": "0"}.get(words[1], words[1])
        elif words[0] == "range":
            current["range"] = (words[1], words[2])
        elif words[0] == "help":
            current["help"] = True
    return options


def option_problems(name, option, defaults, checks):
    found = [f"Kconfig: {name} has no {part}" for part in ("type", "default", "help") if part not in option]
    if option.get("type") == "int" and "range" not in option:
        found.append(f"Kconfig: {name} has no range")
    if defaults.get(name) != option.get("default"):
        found.append(f"{name}: default {option.get('default')} in Kconfig, {defaults.get(name)} in the header")
    low, high = option.get("range", ("0", "1"))
    test = f"if {name} < {low} || {name} > {high}\n"
    if option.get("type") == "bool":
        test = f"if {name} != 0 && {name} != 1\n"
    if test not in checks:
        found.append(f"lwclus_config_check.h: expected {test.strip()}")
    return found


def preset_problems(path, options):
    found = []
    for number, line in enumerate(text(path).splitlines(), 1):
        match = re.fullmatch(r"(LWCLUS_\w+)=(\w+)|# (LWCLUS_\w+) is not set", line)
        if not match:
            if line and not line.startswith("# "):
                found.append(f"{path}:{number}: not an assignment")
            continue
        option = options.get(match[1] or match[3])
        if option is None:
            found.append(f"{path}:{number}: unknown option")
        elif "range" in option and not int(option["range"][0]) <= int(match[2]) <= int(option["range"][1]):
            found.append(f"{path}:{number}: out of range")
    return found


def main():
    report, options = Report(), kconfig()
    defaults = dict(re.findall(r"#ifndef (LWCLUS_\w+)\n#define \1 (\w+)", text("config/lwclus_config.h")))
    checks = text("config/lwclus_config_check.h")
    for name, option in options.items():
        report.check(option_problems(name, option, defaults, checks))
    report.check([f"lwclus_config.h: {name} is not in Kconfig" for name in defaults if name not in options])
    for path in files("", below="config/presets"):
        report.check(preset_problems(path, options))
    report.finish()


main()
