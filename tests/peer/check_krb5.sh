#!/bin/bash
# check_krb5.sh [NAME...] : krb5_peer against a real domain controller whose services take no NTLM, through lwIP on the TAP
# device; with NAME only the cases that contain it. One line "ok" or "not ok" per case, at the end "N passed, N failed".
#
# KRB5_PEER and CLUSINFO name the programs (default: where `make check-kerberos` builds them), PEER_DIR as in peer-run.sh,
# whose status this one has.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
KRB5_PEER=$(realpath "${KRB5_PEER:-$HERE/../../build/host/tests/peer/krb5_peer}")
CLUSINFO=$(realpath "${CLUSINFO:-${KRB5_PEER%/tests/*}/clusinfo}")
export KRB5_PEER CLUSINFO

PEER_CONF='ntlm auth = disabled' "$HERE/peer-run.sh" /usr/bin/python3 -B "$HERE/check_krb5.py" "$@"
