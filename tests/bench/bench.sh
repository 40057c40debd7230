#!/bin/bash
# bench.sh BUILD CSV : instructions per warm sealed call, counted by callgrind; prints tables, asserts nothing.
#
# The difference of two numbers of calls removes what happens once. Counting starts in warm() and stops inside the
# simulated network, so the server's work is not in the figures. Callgrind counts are the same from run to run.
#
# The crypto floor is what the primitives take: AES, SHA-1 and MD5 of mbedTLS and RC4, with all that they call. Modes,
# HMAC, key derivation and the glue of the port are the library's own work and count above it.
set -eu

build=$1
csv=$2
program=$build/bench/tests/bench/call
few=10
many=110
log=$(mktemp)
trap 'rm -f "$log" "$log".*' EXIT

# profile PROFILE KIND N [kerberos] : callgrind's profile, with a line per function and call
profile() {
    valgrind --tool=callgrind --callgrind-out-file="$1" --compress-strings=no --compress-pos=no --collect-atstart=no \
        --toggle-collect=warm --toggle-collect=stream_send --toggle-collect=stream_recv --toggle-collect=port_wait \
        "$program" "${@:2}" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

# costs PROFILE : "all", "floor" and each primitive that is called by something else, with its instructions. A line below
# calls= is the cost of the callee. (How often it was called is of no use: the server's calls are among them.)
costs() {
    awk '
    function primitive(f) { return f ~ /^mbedtls_|^lwclus_rc4_/ }
    /^fn=/ { caller = substr($0, 4) }
    /^cfn=/ { callee = substr($0, 5) }
    /^calls=/ { called = 1; next }
    /^[0-9]+ [0-9]+$/ {
        if (!called) { all += $2 }
        else if (primitive(callee) && !primitive(caller)) { floor += $2; cost[callee] += $2 }
        called = 0
    }
    END {
        print "all", all + 0
        print "floor", floor + 0
        for (f in cost) { print f, cost[f] }
    }' "$1"
}

# measure KIND [kerberos] : the same for one call, into $log.costs
measure() {
    profile "$log.few" "$1" $few "${@:2}"
    profile "$log.many" "$1" $many "${@:2}"
    { costs "$log.few" && echo && costs "$log.many"; } | awk -v calls=$((many - few)) '
        NF == 0 { later = 1; next }
        !later { cost[$1] = $2; next }
        { printf "%s %d\n", $1, ($2 - cost[$1]) / calls }' >"$log.costs"
}

cost() { # NAME
    awk -v name="$1" '$1 == name { print $2 }' "$log.costs"
}

echo 'kind,logon,calls_per_round,instructions_per_call,crypto_floor_per_call,round_trips_per_call,bytes_sent_per_call,bytes_received_per_call' >"$csv"
printf '%-34s %-8s %13s %13s %13s %11s %7s %10s\n' 'warm sealed call (x86-64, -Os)' logon instructions 'crypto floor' \
    'above floor' 'round trips' 'sent B' 'received B'
while read -r kind per text; do
    for logon in ntlm kerberos; do
        argument=()
        [ $logon = ntlm ] || argument=(kerberos)
        measure "$kind" "${argument[@]}"
        read -r trips sent received < <("$program" "$kind" $many "${argument[@]}")
        instructions=$(($(cost all) / per)) floor=$(($(cost floor) / per)) all=$((many * per))
        printf '%s,%s,%d,%d,%d,%d,%d,%d\n' "$kind" $logon "$per" $instructions $floor $((trips / all)) $((sent / all)) \
            $((received / all)) >>"$csv"
        printf '%-34s %-8s %13d %13d %13d %11d %7d %10d\n' "$text" $logon $instructions $floor $((instructions - floor)) \
            $((trips / all)) $((sent / all)) $((received / all))
        [ "$kind" != state ] || mv "$log.costs" "$log.$logon"
    done
done <<'ROWS'
state 1 GetClusterNetInterfaceState
open+close 2 OpenClusterNetInterfaceEx, Close..
control 1 ClusterNetInterfaceControl
enumerate 1 ClusterOpenEnum, 6 names
ROWS
for logon in ntlm kerberos; do
    printf '\n%-34s %-8s %13s\n' 'GetClusterNetInterfaceState' $logon 'crypto floor'
    sort -k2,2nr "$log.$logon" | while read -r name instructions; do
        [[ $name = all || $name = floor || $instructions = 0 ]] || printf '    %-39s %13d\n' "$name" "$instructions"
    done
done
echo "CSV: $csv"
