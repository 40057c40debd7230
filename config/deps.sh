#!/bin/bash
# deps.sh GROUP... : makes sure that the tools of a build step are there.
#
# As root on a Debian system missing packages are installed, otherwise they are named and the step stops.
# What is there already, from a package or not, is found by a probe and costs neither network nor root.
set -eu

# release of clang that is installed, or else would be
clang_version() {
    local release
    release=$(clang -dumpversion 2>/dev/null || apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-//p')
    release=${release%%.*}
    echo "${release:-14}"
}

# package=probe. Probes: cmd:NAME in PATH, hdr:HEADER for the C compiler, arm:, rv:, ppc: or s390x:HEADER for a cross
# compiler, rt:clang for clang's sanitizers, py:MODULE for the system's Python, pkg:PACKAGE for a package as such
rows() {
    case $1 in
    build) echo gcc=cmd:gcc libc6-dev=hdr:stdio.h binutils=cmd:objcopy ;;
    fetch) echo tar=cmd:tar xz-utils=cmd:xz bzip2=cmd:bzip2 gzip=cmd:gzip ;;
    clang) echo clang=cmd:clang libclang-rt-$(clang_version)-dev=rt:clang ;;
    unit) echo libcmocka-dev=hdr:cmocka.h ;;
    mit) echo libkrb5-dev=hdr:gssapi/gssapi_ext.h ;;
    mbedtls2) echo libmbedtls-dev=pkg:libmbedtls-dev ;;
    cross) echo gcc-arm-none-eabi=cmd:arm-none-eabi-gcc libnewlib-arm-none-eabi=arm:string.h ;;
    riscv) echo gcc-riscv64-unknown-elf=cmd:riscv64-unknown-elf-gcc picolibc-riscv64-unknown-elf=rv:string.h ;;
    bigendian) echo qemu-user=cmd:qemu-s390x gcc-powerpc-linux-gnu=cmd:powerpc-linux-gnu-gcc \
        libc6-dev-powerpc-cross=ppc:stdio.h gcc-s390x-linux-gnu=cmd:s390x-linux-gnu-gcc \
        libc6-dev-s390x-cross=s390x:stdio.h ;;
    qemu) echo qemu-system-arm=cmd:qemu-system-arm ;;
    python) echo python3=cmd:/usr/bin/python3 ;;
    kconfig) echo python3=cmd:/usr/bin/python3 python3-kconfiglib=py:kconfiglib ;;
    lint) echo python3=cmd:/usr/bin/python3 clang-format=cmd:clang-format ;;
    install) echo pkg-config=cmd:pkg-config ;;
    cmake) echo cmake=cmd:cmake make=cmd:make ;;
    bench) echo valgrind=cmd:valgrind ;;
    *)
        echo "deps.sh: unknown group '$1'" >&2
        exit 2
        ;;
    esac
}

there() { # PROBE
    local what=${1#*:}
    case $1 in
    cmd:*) command -v "$what" ;;
    hdr:*) echo "#include <$what>" | gcc -E -x c - ;;
    arm:*) echo "#include <$what>" | arm-none-eabi-gcc -E -x c - ;;
    ppc:*) echo "#include <$what>" | powerpc-linux-gnu-gcc -E -x c - ;;
    s390x:*) echo "#include <$what>" | s390x-linux-gnu-gcc -E -x c - ;;
    rv:*) echo "#include <$what>" | riscv64-unknown-elf-gcc --specs=picolibc.specs -E -x c - ;;
    rt:*) [ -e "$(clang -print-runtime-dir)" ] && echo 'int main(void){return 0;}' |
        clang -fsanitize=address,undefined -x c -o /dev/null - ;;
    py:*) /usr/bin/python3 -c "import $what" ;;
    pkg:*) [ "$(dpkg-query -W -f='${db:Status-Status}' "$what")" = installed ] ;;
    esac >/dev/null 2>&1
}

missing_of() { # GROUP...
    local group row
    for group in "$@"; do
        for row in $(rows "$group"); do
            there "${row#*=}" || echo "${row%%=*}"
        done
    done
}

missing=$(missing_of "$@" | sort -u | xargs)
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || {
    echo "deps.sh: please install the equivalent of these Debian packages: $missing" >&2
    exit 1
}
[ "$(id -u)" = 0 ] || {
    echo "deps.sh: please install: apt-get install --no-install-recommends $missing" >&2
    exit 1
}

# two steps of a parallel make may come here at once
exec 9>/tmp/lwclus-deps.lock
flock 9
missing=$(missing_of "$@" | sort -u | xargs)
[ -n "$missing" ] || exit 0
log=$(mktemp)
apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" \
        >>"$log" 2>&1 </dev/null 9>&-
}
echo "  INSTALL $missing"
# shellcheck disable=SC2086 # a list of words
if ! apt_get install --no-install-recommends $missing; then
    { apt_get update && apt_get install --no-install-recommends $missing; } || {
        tail -n 15 "$log" >&2
        rm -f "$log"
        echo "deps.sh: apt-get could not install: $missing" >&2
        exit 1
    }
fi
rm -f "$log"
