#!/bin/bash
# run-firmware.sh DIR IMAGE... : runs DIR/IMAGE/image.elf in QEMU against the Samba server of tests/peer.
#
# QEMU's user network lives inside the server's network namespace: nothing else is reachable. The guest sees the
# namespace's 127.0.0.1 as 192.0.2.2 and its name server as 192.0.2.3. An image that was not built is skipped.
# Ends with "N passed, N failed[, N skipped]"; status 77 when this machine cannot do it.
set -u
here=$(cd "$(dirname "$0")" && pwd)

if ! command -v qemu-system-arm >/dev/null; then
    echo "run-firmware.sh: skipped, there is no qemu-system-arm" >&2
    exit 77
fi
[ -n "${PEER_IP:-}" ] || exec "$here/../peer/peer-run.sh" "$here/run-firmware.sh" "$@"

dir=$1
shift
passed=0 failed=0 skipped=0
export LC_ALL=C.UTF-8

# result NAME PROBLEM : an empty problem is a pass
result() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s\n%s\n' "$image, $1: $2" "$(sed 's/^/    /' "$log")"
    fi
}

# What starts the machine: ARG... are the image's settings.
qemu() {
    local settings='' word
    for word in "$@"; do
        settings="$settings,arg=${word//,/,,}"
    done
    timeout -k 5 60 qemu-system-arm -M mps2-an385 -nodefaults -display none -kernel "$dir/$image/image.elf" \
        -semihosting-config "enable=on,target=native,arg=image$settings" \
        -netdev user,id=net,net=192.0.2.0/24,host=192.0.2.2,dns=192.0.2.3 -net nic,model=lan9118,netdev=net \
        "${machine[@]}"
}
machine=(-monitor none -serial stdio)

account=(user="$PEER_USER" domain="$PEER_DOMAIN" password="$PEER_PASSWORD")

# expect NAME STATUS TEXT ARG... : status and a text on the UART
expect() {
    local name=$1 want=$2 text=$3 status=0
    shift 3
    qemu "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ $status != "$want" ]; then
        result "$name" "status $status instead of $want"
    elif ! grep -qF "$text" "$log"; then
        result "$name" "no line with: $text"
    else
        result "$name" ""
    fi
}

# expect_table NAME ARG... : the whole table, and success
expect_table() {
    local name=$1 status=0
    shift
    qemu "${account[@]}" "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ $status != 0 ]; then
        result "$name" "status $status"
    elif ! sed -n '/^NET INTERFACE/,/net interfaces$/p' "$log" | tr -d '\r' | cmp -s - "$here/table.txt"; then
        result "$name" "another table"
    else
        result "$name" ""
    fi
}

# The cable is out from the start: QEMU's monitor pulls it before the first instruction.
without_cable() {
    local status=0
    machine=(-S -monitor stdio -serial "file:$log")
    # the monitor's input stays open, or QEMU would end
    qemu cluster="$PEER_IP" timeout=1500 "${account[@]}" >"$log.monitor" 2>&1 \
        < <(printf 'set_link net off\ncont\n' && exec sleep 30) || status=$?
    machine=(-monitor none -serial stdio)
    if [ $status != 4 ] || ! grep -q 'error 1722 (port)' "$log"; then
        result "no cable" "status $status"
    else
        result "no cable" ""
    fi
}

# Nothing that allocates or formats may be in an image, called or not.
no_heap() {
    local found
    found=$("${CROSS_COMPILE:-arm-none-eabi-}nm" "$dir/$image/image.elf" | awk '{ print $NF }' |
        grep -E '^_*((m|c|re)alloc|free|sbrk|v?s?n?i?printf|pvPort\w+|vPortFree|mem_malloc_libc)(_r)?$' | xargs)
    echo "$found" >"$log"
    result "no heap, no printf" "${found:+linked: $found}"
}

run_image() {
    no_heap
    expect_table "by name" cluster=clus.cmrp.test
    expect_table "by address" cluster=192.0.2.2
    expect_table "clock wraps" cluster=clus.cmrp.test clock=4294967285
    expect "one net interface" 0 "node1 - Ethernet 2    failed       node1" cluster=192.0.2.2 \
        interface=node1%20-%20Ethernet%202 "${account[@]}"
    expect "unknown net interface" 5 "error 5047 (server)" cluster=192.0.2.2 interface=none "${account[@]}"
    expect "wrong password" 4 "error 5 (auth)" cluster=192.0.2.2 "${account[@]}" password=wrong
    expect "no account" 4 "error 1312 (auth)" cluster=192.0.2.2
    expect "unknown name" 4 "error 1722 (port)" cluster=nowhere.cmrp.test "${account[@]}"
    expect "name server silent" 4 "error 1722 (deadline)" cluster=clus.cmrp.test dns=192.0.2.77 timeout=1500 \
        "${account[@]}"
    expect "peer silent" 4 "error 1722 (deadline)" cluster=192.0.2.77 timeout=1500 "${account[@]}"
    without_cable
    expect "wrong setting" 1 "not a setting: colour" colour=red
    expect "no cluster" 1 "no cluster is named" user=x
}

# Logon with Kerberos alone at a server that takes no NTLM. The device has no clock; KDCs are found by SRV records.
run_kerberos() {
    local account=(user="$PEER_USER2" domain=cmrp.test password="$PEER_PASSWORD2") cluster=cluster=clus.cmrp.test
    no_heap
    "$PEER_RESTART" 'ntlm auth = disabled'
    expect_table "by name" $cluster
    expect_table "clock wraps" $cluster clock=4294967285
    expect "one net interface" 0 "node1 - Ethernet 2    failed       node1" $cluster \
        interface=node1%20-%20Ethernet%202 "${account[@]}"
    expect "wrong password" 4 "error 1326 (auth)" $cluster "${account[@]}" password=wrong
    expect "account disabled" 4 "error 1331 (auth)" $cluster "${account[@]}" user=disabled
    expect "account without a name" 4 "error 1312 (auth)" $cluster
    expect "address: no service name" 4 "error 1825 (auth)" cluster=192.0.2.2 "${account[@]}"
    expect "no such service" 4 "error 1825 (auth)" cluster=nospn.cmrp.test "${account[@]}"
    expect "no KDC" 4 "error 1311 (port)" $cluster "${account[@]}" domain=nosuch.test
    expect "ticket of 200 groups: too large" 4 "error 122 (local)" $cluster "${account[@]}" user=crowd
    expect "unknown name" 4 "error 1722 (port)" cluster=nowhere.cmrp.test "${account[@]}"
    without_cable
    "$PEER_RESTART"
}

# Two tasks share a session, a third has another one: names and last errors do not mix, a busy session is waited for.
run_tasks() {
    no_heap
    expect "two sessions, three tasks" 0 "rounds 75" cluster=clus.cmrp.test,192.0.2.2 timeout=2000 "${account[@]}"
    expect "the same cluster twice" 0 "rounds 75" cluster=192.0.2.2,192.0.2.2 timeout=2000 "${account[@]}"
    expect "one cluster missing" 8 "open of the second cluster: error 1722" cluster=192.0.2.2,192.0.2.77 \
        timeout=2000 "${account[@]}"
}

# The example of a UPS: its scenarios, the same as on the host, and then the server as it was.
run_ups() {
    local counts raw
    no_heap
    expect "wrong setting" 1 "not a setting: colour" colour=red
    expect "no cluster" 1 "which node of which cluster?" user=x
    raw=$("$here/../peer/rpc-raw.sh")
    UPS_IMAGE=$dir/$image/image.elf RPC_RAW=$raw "$here/../unittest.sh" /usr/bin/python3 -B \
        "$here/../peer/check_ups.py" >"$log" 2>&1
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$log")
    [ "${counts#* }" = 0 ] || sed "s/^/$image: /" "$log"
    passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
    "$PEER_RESTART"
}

logs=$(mktemp -d "$dir/log.XXXXXX")
log=$logs/uart
for image in "$@"; do
    if [ -e "$dir/$image/image.elf" ]; then
        case $image in
        tasks) run_tasks ;;
        kerberos) run_kerberos ;;
        ups_drain) run_ups ;;
        *) run_image ;;
        esac
    else
        echo "$image: skipped, not built"
        skipped=$((skipped + 1))
    fi
done
rm -rf "$logs"
summary="$passed passed, $failed failed"
[ $skipped = 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ $failed = 0 ]
