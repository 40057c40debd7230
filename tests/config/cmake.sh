#!/bin/bash
# cmake.sh WORK_FOLDER LWIP_DIR MBEDTLS_DIR : lwclus inside projects that build with CMake, without our Makefile, with
# one configuration header, without Python.
set -u

root=$(cd "$(dirname "$0")/../.." && pwd)
lwip=$(cd "$2" && pwd)
mbedtls=$(cd "$3" && pwd)
rm -rf "$1"
mkdir -p "$1/bin"
work=$(cd "$1" && pwd)
passed=0 failed=0

check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what"
        tail -n 20 "$work/log" | sed 's/^/    /'
    fi
}

# a Python that notices being called
printf '#!/bin/sh\ntouch "%s"\nexit 1\n' "$work/python-was-called" | tee "$work/bin/python" >"$work/bin/python3"
chmod +x "$work/bin/"*
export PATH=$work/bin:$PATH

# ---- a program on the host ----

mkdir "$work/host"
cat >"$work/host/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.13)
project(example C)
add_library(mbedcrypto STATIC $mbedtls/library/aes.c $mbedtls/library/md5.c $mbedtls/library/sha1.c
    $mbedtls/library/platform_util.c)
target_include_directories(mbedcrypto PUBLIC $mbedtls/include)
target_compile_definitions(mbedcrypto PUBLIC MBEDTLS_CONFIG_FILE="$root/config/examples/mbedtls_config.h")
set(LWCLUS_LIBRARIES mbedcrypto)
set(LWCLUS_CONFIG_FILE my_lwclus.h)
set(LWCLUS_INCLUDES \${CMAKE_CURRENT_SOURCE_DIR})
add_subdirectory($root/config lwclus)
add_executable(program program.c)
target_link_libraries(program lwclus)
CMAKE
echo '#define LWCLUS_MAX_SESSIONS 3' >"$work/host/my_lwclus.h"
cat >"$work/host/program.c" <<'C'
#include <clusapi.h>
#include <lwclus.h>
#include <lwclus_port_posix.h>
#if LWCLUS_MAX_SESSIONS != 3
#error "the configuration header was not seen"
#endif
int main(void)
{
    struct lwclus_config config = {.port = &lwclus_port_posix, .connect_timeout_ms = 2000};
    return lwclus_init(&config) == ERROR_SUCCESS && OpenCluster(NULL) == NULL ? 0 : 1;
}
C
check "configure for the host" cmake -S "$work/host" -B "$work/host/build"
check "build for the host" cmake --build "$work/host/build" -j 2
check "the program runs" "$work/host/build/program"

# ---- the library for a device ----

mkdir "$work/device"
cat >"$work/device/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.13)
project(example C)
add_compile_options(-mcpu=cortex-m3 -mthumb -Os)
add_library(lwip INTERFACE)
target_include_directories(lwip INTERFACE $lwip/src/include $root/config/examples/lwip)
target_compile_definitions(lwip INTERFACE NO_SYS=1)
add_library(mbedcrypto INTERFACE)
target_include_directories(mbedcrypto INTERFACE $mbedtls/include)
set(LWCLUS_LIBRARIES lwip mbedcrypto)
add_subdirectory($root/config lwclus)
CMAKE
generic=(-DCMAKE_SYSTEM_NAME=Generic -DCMAKE_C_COMPILER=arm-none-eabi-gcc
    -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY)
check "configure for a device" cmake -S "$work/device" -B "$work/device/build" "${generic[@]}" -DLWCLUS_PORT=baremetal
check "build for a device" cmake --build "$work/device/build" -j 2

mainframe() {
    cmake -S "$work/device" -B "$work/none" "${generic[@]}" -DLWCLUS_PORT=mainframe 2>&1 | tr -s '\n ' ' ' |
        grep "LWCLUS_PORT must be .* not 'mainframe'"
}
check "an unknown port is refused in a sentence" mainframe

check "no Python" test ! -e "$work/python-was-called"

# what any build system can read: NAME = words, continued with a backslash
other_lines() {
    grep -nvE '^(|#.*|LWCLUS_[A-Z0-9_]+_SRC = \\|    ([a-z0-9_/]+\.c|\$\(LWCLUS_[A-Z0-9_]+_SRC\))( \\)?)$' \
        "$root/config/sources.mk"
}
plain() { ! other_lines; }
check "sources.mk is plain" plain

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
