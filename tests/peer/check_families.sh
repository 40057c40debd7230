#!/bin/bash
# check_families.sh [NAME...] : family_peer against the real server, through lwIP on the TAP device; with NAME only the
# cases that contain it. One line "ok" or "not ok" per case, at the end "N passed, N failed[, N skipped]".
#
# FAMILY_PEER names the program (default: where `make check-families` builds it), PEER_DIR as in peer-run.sh. One case
# more looks whether every function of the headers is called by a program of this folder.
set -u
HERE=$(cd "$(dirname "$0")" && pwd)
FAMILY_PEER=$(realpath "${FAMILY_PEER:-$HERE/../../build/host/tests/peer/family_peer}")
HEADERS=$HERE/../../core/include

functions() {
    sed -nE 's/^[A-Z][A-Z_]* \*?([A-Z][A-Za-z]+)\(.*/\1/p' "$HEADERS"/clusapi_{cluster,node,network,group,resource}.h | sort -u
}

every_function_is_called() {
    local name missing=''
    for name in $(functions); do
        grep -qw "$name" "$HERE"/family_peer*.c "$HERE"/api_peer*.c || missing="$missing $name"
    done
    [ -z "$missing" ] || echo "    never called:$missing"
    [ -z "$missing" ]
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
PEER_CONF='clusapi:families = yes' "$HERE/peer-run.sh" "$FAMILY_PEER" "$@" 2>"$log.err" | tee "$log"
status=${PIPESTATUS[0]}
cat "$log.err" >&2
reason=$(tail -n 1 "$log.err")
rm -f "$log.err"
if [ "$status" = 77 ]; then
    echo "skipped: $reason"
    echo "0 passed, 0 failed, $("$FAMILY_PEER" --list | wc -l) skipped"
    exit 0
fi
if [ $# = 0 ]; then
    if every_function_is_called; then
        echo "ok every function of the headers is called"
    else
        echo "not ok every function of the headers is called"
    fi | tee -a "$log"
fi
passed=$(grep -c '^ok ' "$log")
failed=$(grep -c '^not ok ' "$log")
# a program that ended early
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
    echo "not ok family_peer ended with status $status"
    failed=1
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
