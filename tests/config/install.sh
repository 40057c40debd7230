#!/bin/bash
# install.sh WORK_FOLDER : make install, then a small program through pkg-config, from the installed files alone.
set -u

work=$1
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
passed=0 failed=0

check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what"
        sed 's/^/    /' "$work/log"
    fi
}

check "make install" $BUILD O="$work/build" CC=gcc CROSS_COMPILE= PORT=posix PRESET=host CONFIG= SANITIZE= OPT=-Os \
    CFLAGS= DESTDIR="$work/stage" PREFIX=/usr install
# moved: nothing may depend on where it was installed
mv "$work/stage/usr" "$work/moved"
export PKG_CONFIG_PATH=$work/moved/lib/pkgconfig

cat >"$work/program.c" <<'C'
#include <clusapi.h>
#include <lwclus.h>
#include <lwclus_port_posix.h>
#if LWCLUS_MAX_SESSIONS != 8
#error "the configuration of the library was not installed"
#endif
int main(void)
{
    struct lwclus_config config = {.port = &lwclus_port_posix, .connect_timeout_ms = 2000};
    if (lwclus_init(&config) != ERROR_SUCCESS || OpenCluster(NULL) != NULL) {
        return 1;
    }
    return GetLastError() == EPT_S_NOT_REGISTERED ? 0 : 2;
}
C
cd "$work" || exit 1
# shellcheck disable=SC2046 # a list of flags
check "program as C" gcc -std=c11 -Wall -Wextra -Werror program.c $(pkg-config --cflags --libs lwclus) -o program
check "program runs" ./program
# shellcheck disable=SC2046
check "headers as C99" gcc -std=c99 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags lwclus) -fsyntax-only program.c
check "version" pkg-config --exact-version="$(sed -n 's/^#define LWCLUS_VERSION_STRING "\(.*\)"/\1/p' \
    moved/include/lwclus/lwclus.h)" lwclus
check "clusinfo" test -x moved/bin/clusinfo
# a program may bring its own mbedTLS
check "no name of mbedTLS is exported" bash -c '! nm -g --defined-only moved/lib/liblwclus.a | grep " mbedtls_"'

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
