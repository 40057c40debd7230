#!/bin/bash
# selftest.sh : checks the test peer itself, through Samba's own RPC client. Status as peer-run.sh.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)

RPC_RAW=$("$HERE/rpc-raw.sh")
export RPC_RAW
"$HERE/peer-run.sh" /usr/bin/python3 -B "$HERE/selftest/selftest.py" "$@"
