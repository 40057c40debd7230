"""A firmware image of the library alone, for measuring: linked from the public functions, unused code dropped.

lwIP, mbedTLS, the C library and the application stay unresolved: what is left is ours.
"""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CROSS = os.environ.get("CROSS_COMPILE", "arm-none-eabi-")

# `minimal` stands for a program that uses the functions of OpenClusterEx's and OpenClusterNetInterfaceEx's pages
MINIMAL = {
    "OpenCluster", "OpenClusterEx", "CloseCluster", "OpenClusterNetInterface", "OpenClusterNetInterfaceEx",
    "CloseClusterNetInterface", "GetClusterFromNetInterface", "GetLastError", "lwclus_init", "lwclus_deinit",
}
TARGETS = {"minimal": 14 * 1024, "netinterface": 20 * 1024}


def run(tool, *arguments):
    command = [CROSS + tool, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def declared(header):
    """Functions and objects that a public header declares."""
    source = re.sub(r"/\*.*?\*/", "", (ROOT / header).read_text(), flags=re.S)
    return set(re.findall(r"^(?:extern )?\w[\w \*]*?\b(\w+)(?:\(|;)", source, re.M))


def public_names():
    """What an application or its port table refers to."""
    headers = ["core/include/clusapi.h", "core/include/lwclus.h", "port/lwip/lwclus_port_lwip.h"]
    return set().union(*(declared(h) for h in headers))


def api_names():
    return declared("core/include/clusapi.h") | declared("core/include/lwclus.h")


def objects(build):
    """Objects of core, port/lwip and port/mbedtls; the folder may hold older ones besides."""
    return [pathlib.Path(line) for line in (build / "liblwclus.objects").read_text().splitlines()]


def defined(paths):
    """Symbol -> (kind, size) of everything that the objects export."""
    found = {}
    for line in run("nm", "-g", "-S", "--defined-only", *paths).splitlines():
        words = line.split()
        if len(words) == 4:
            found[words[3]] = (words[2], int(words[1], 16))
    return found


def roots(preset, exported):
    names = public_names() & set(exported)
    if preset == "minimal":
        names = {n for n in names if n in MINIMAL or n.startswith("lwclus_lwip_")}
    return sorted(names)


def link(build, preset, name):
    """Links build/NAME.elf and its map; each script has a NAME of its own, since they may run side by side.

    Returns (kind, folder, bytes) of every input section that was kept."""
    paths, elf = objects(build), build / f"{name}.elf"
    keep = [f"-Wl,-u,{name}" for name in roots(preset, defined(paths))]
    elf.unlink(missing_ok=True)
    run("gcc", "-mcpu=cortex-m3", "-mthumb", "-nostdlib", "-nostartfiles", "-Wl,--gc-sections", "-Wl,--entry=0",
        "-Wl,--unresolved-symbols=ignore-all", f"-Wl,-Map={elf.with_suffix('.map')}", *keep, "-o", elf, *paths)
    return list(map_rows(elf.with_suffix(".map")))


def kind_of(section):
    for kind in ("text", "rodata", "data", "bss"):
        if section.startswith("." + kind):
            return kind
    return "bss" if section == "COMMON" else None


def map_rows(path):
    """(kind, folder, bytes) of every input section that the linker kept."""
    body = path.read_text().split("Linker script and memory map", 1)[1]
    pattern = re.compile(r"^ (\.[\w.$]+|COMMON)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+\.o)$", re.M)
    for section, size, path in pattern.findall(body):
        kind, where = kind_of(section), re.search(r"/obj/(.+)/[^/]+\.o$", path)
        if kind and where and int(size, 16):
            yield kind, where[1], int(size, 16)
