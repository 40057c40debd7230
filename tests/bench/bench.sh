#!/bin/bash
# bench.sh BUILD CSV : instructions per warm sealed call, counted by callgrind; prints a table, asserts nothing.
#
# The difference of two numbers of calls removes what happens once. Counting starts in warm() and stops inside the
# simulated network, so the server's work is not in the figures. Callgrind counts are the same from run to run.
set -eu

build=$1
csv=$2
program=$build/bench/tests/bench/call
few=10
many=110
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { # KIND N -> instructions
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no --toggle-collect=warm \
        --toggle-collect=stream_send --toggle-collect=stream_recv --toggle-collect=port_wait \
        "$program" "$1" "$2" >"$log.out" 2>"$log" || { cat "$log" >&2; exit 1; }
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$log"
}

echo 'kind,calls_per_round,instructions_per_call,round_trips_per_call,bytes_sent_per_call,bytes_received_per_call' >"$csv"
printf '%-34s %14s %12s %10s %10s\n' 'warm sealed call (x86-64, -Os)' 'instructions' 'round trips' 'sent B' 'received B'
while read -r kind per text; do
    a=$(count "$kind" $few)
    b=$(count "$kind" $many)
    read -r trips sent received < <("$program" "$kind" $many)
    calls=$(((many - few) * per))
    all=$((many * per))
    printf '%s,%d,%d,%d,%d,%d\n' "$kind" "$per" $(((b - a) / calls)) $((trips / all)) $((sent / all)) \
        $((received / all)) >>"$csv"
    printf '%-34s %14d %12d %10d %10d\n' "$text" $(((b - a) / calls)) $((trips / all)) $((sent / all)) $((received / all))
done <<'ROWS'
state 1 GetClusterNetInterfaceState
open+close 2 OpenClusterNetInterfaceEx, Close..
control 1 ClusterNetInterfaceControl
enumerate 1 ClusterOpenEnum, 6 names
ROWS
rm -f "$log.out"
echo "CSV: $csv"
