"""A firmware image of the library alone, for measuring: linked from the public functions, unused code dropped.

lwIP, mbedTLS, the C library and the application stay unresolved: what is left is ours.
"""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CROSS = os.environ.get("CROSS_COMPILE", "arm-none-eabi-")

# `minimal` stands for a program that opens and closes a cluster and its net interfaces, and sees why it failed,
# `netinterface`, `kerberos` and `appliance` for one that also enumerates and asks for states, facts and control codes;
# every other preset for one that uses all public functions
MINIMAL = {
    "OpenCluster", "OpenClusterEx", "CloseCluster", "OpenClusterNetInterface", "OpenClusterNetInterfaceEx",
    "CloseClusterNetInterface", "GetLastError", "SetLastError", "lwclus_init", "lwclus_deinit", "lwclus_last_result",
}
NETINTERFACE = MINIMAL | {
    "GetClusterFromNetInterface", "GetClusterNetInterfaceState", "GetClusterNetInterface",
    "ClusterNetInterfaceControl", "ClusterOpenEnum", "ClusterGetEnumCount", "ClusterEnum", "ClusterCloseEnum",
    "GetClusterInformation", "lwclus_get_statistics", "lwclus_get_server", "lwclus_is_local", "lwclus_get_usage",
    "lwclus_utf16_from_utf8", "lwclus_utf8_from_utf16", "lwclus_set_nonblocking",
}
PROGRAMS = {"minimal": MINIMAL, "netinterface": NETINTERFACE, "kerberos": NETINTERFACE, "appliance": NETINTERFACE}
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
    return api_names() | declared("port/lwip/lwclus_port_lwip.h")


def api_names():
    headers = (ROOT / "core/include").glob("*.h")
    return set().union(*(declared(h.relative_to(ROOT)) for h in headers))


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
    if preset in PROGRAMS:
        names = {n for n in names if n in PROGRAMS[preset] or n.startswith("lwclus_lwip_")}
    return sorted(names)


def link(build, preset, name):
    """Links build/NAME.elf and its map; each script has a NAME of its own, since they may run side by side.

    Returns (kind, folder, bytes) of every input section that was kept."""
    elf = build / f"{name}.elf"
    link_as(elf, objects(build), roots(preset, defined(objects(build))))
    return list(map_rows(elf.with_suffix(".map")))


def link_as(elf, paths, names, *flags):
    keep = [f"-Wl,-u,{name}" for name in names]
    elf.unlink(missing_ok=True)
    run("gcc", "-mcpu=cortex-m3", "-mthumb", *flags, "-nostdlib", "-nostartfiles", "-Wl,--gc-sections",
        "-Wl,--entry=0", "-Wl,--unresolved-symbols=ignore-all", f"-Wl,-Map={elf.with_suffix('.map')}", *keep,
        "-o", elf, *paths)


def lto_flash(build, lto, preset):
    """Text, rodata and data of the same image from the objects of folder `lto`, which were compiled with -flto."""
    elf = lto / "size.elf"
    link_as(elf, objects(lto), roots(preset, defined(objects(build))), "-Os", "-flto", "-ffunction-sections",
            "-fdata-sections")
    rows = (line.split() for line in run("size", "-A", elf).splitlines())
    return sum(int(w[1]) for w in rows if len(w) == 3 and kind_of(w[0]) in ("text", "rodata", "data"))


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
