#!/bin/bash
# bigendian.sh BUILD PROGRAM... : runs BUILD/powerpc/PROGRAM and BUILD/s390x/PROGRAM in QEMU, both at once.
set -u

build=$1
shift
here=$(dirname "$0")
passed=0 failed=0 skipped=0

run() { # ARCHITECTURE EMULATOR PROGRAM...
    local architecture=$1 emulator=$2
    shift 2
    EMULATOR="$emulator -L /usr/$architecture-linux-gnu" "$here/../run-unit.sh" "$build/$architecture" "$@" \
        >"$build/$architecture/log" 2>&1
}

run powerpc qemu-ppc "$@" &
run s390x qemu-s390x "$@" &
wait
for architecture in powerpc s390x; do
    read -r good bad skip _ <<<"$(tail -n 1 "$build/$architecture/log" | tr -dc '0-9 \n') 0"
    sed "s/^/$architecture: /" "$build/$architecture/log"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
summary="$passed passed, $failed failed"
[ $skipped -eq 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
