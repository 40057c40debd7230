#!/bin/bash
# run.sh IMAGE CSV : runs the image twice in QEMU, compares, writes the CSV and prints the table.
#
# With -icount the virtual time is a count of instructions, so both runs must agree in every figure: that is the test.
# Ends with "N passed, N failed"; status 77 without QEMU.
set -u

image=$1
csv=$2
shift_bits=5 # 2^5 ns of virtual time for each instruction; counter.c has the same number

if ! command -v qemu-system-arm >/dev/null; then
    echo "run.sh: skipped, there is no qemu-system-arm" >&2
    exit 77
fi

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

run() { # LOG
    timeout -k 5 120 qemu-system-arm -M mps2-an385 -nodefaults -display none -monitor none -serial stdio \
        -semihosting-config enable=on,target=native -icount shift=$shift_bits,sleep=off \
        -kernel "$image" >"$1" 2>&1 </dev/null
}

fail() {
    echo "$1"
    cat "$logs"/*
    echo "0 passed, 1 failed"
    exit 1
}

for log in "$logs/first" "$logs/second"; do
    run "$log" || fail "status $?"
done
cmp -s "$logs/first" "$logs/second" || fail "two runs differ"
grep -q '^operation,' "$logs/first" || fail "no table"

tr -d '\r' <"$logs/first" | sed -n '/^operation,/,$p' >"$csv"
awk -F, 'NR == 1 { printf "%-34s %8s %14s\n", "Cortex-M3, -Os", $2, $3; next }
    { printf "%-34s %8d %14d\n", $1, $2, $3 }' "$csv"
echo "CSV: $csv"
echo "1 passed, 0 failed"
