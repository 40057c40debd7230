#!/bin/bash
# soak.sh [SECONDS [SEED]] : the soak test in namespaces of its own. The last line is "N passed, N failed".
#
# SOAK names the client (default: where `make soak` builds it), PEER_DIR as in peer-run.sh; soak.log there has every event.
# Status: 0 nothing failed, 77 this machine cannot do it (the reason is on stderr).
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
SOAK=$(realpath "${SOAK:-$HERE/../../build/unit-host/tests/soak/soak}")
export SOAK

status=0
"$HERE/../peer/peer-run.sh" "$HERE/soak-nodes.sh" "${1:-60}" "${2:-1}" || status=$?
case $status in
99) echo "0 passed, 1 failed" ;;
esac
exit "$status"
