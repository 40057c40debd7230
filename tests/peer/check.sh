#!/bin/bash
# check.sh [NAME...] : clusinfo and api_peer against the real server, through lwIP on the TAP device; with NAME only the
# cases that contain it. One line "ok" or "not ok" per case, at the end "N passed, N failed[, N skipped]".
#
# CASES is the program with the cases: check_peer.py (default) or check_clusinfo.py. CLUSINFO and API_PEER name the
# programs (default: where `make check-peer` builds them), PEER_DIR as in peer-run.sh.
# Status: 0 nothing failed; what this machine cannot do is skipped, with the reason.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
CLUSINFO=$(realpath "${CLUSINFO:-$HERE/../../build/host/clusinfo}")
API_PEER=$(realpath -m "${API_PEER:-${CLUSINFO%/*}/tests/peer/api_peer}")
CASES=$HERE/${CASES:-check_peer.py}
export CLUSINFO API_PEER

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# the suite's own lines go past the pipe: only what peer-run.sh says itself can be the reason of a skip
exec 3>&1
{ "$HERE/peer-run.sh" /usr/bin/python3 -B "$CASES" "$@" 2>&1 >&3 || echo $? >"$log.status"; } | tee "$log" >&2
if [ -e "$log.status" ]; then
    read -r status <"$log.status"
    rm -f "$log.status"
fi
case $status in
77)
    echo "skipped: $(tail -n 1 "$log")"
    echo "0 passed, 0 failed, $(/usr/bin/python3 -B "$CASES" --count "$@") skipped"
    exit 0
    ;;
99) echo "0 passed, 1 failed" ;;
esac
exit "$status"
