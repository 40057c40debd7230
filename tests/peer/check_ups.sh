#!/bin/bash
# check_ups.sh PROGRAM [TEST...] : ups_drain, built for the host, through lwIP on the TAP device against the real
# server. What it did is looked at through Samba's own RPC client. Status as peer-run.sh.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)

RPC_RAW=$("$HERE/rpc-raw.sh")
UPS_PROGRAM=$(realpath "$1")
export RPC_RAW UPS_PROGRAM
shift
"$HERE/peer-run.sh" /usr/bin/python3 -B "$HERE/check_ups.py" "$@"
