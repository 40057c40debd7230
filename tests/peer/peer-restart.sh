#!/bin/bash
# peer-restart.sh [LINE...] : for commands that run under peer-run.sh. Restarts Samba with these
# smb.conf lines in place of the former ones; without any, with those of PEER_CONF again.
# Returns when the server listens. All connections and context handles are gone then.
set -eu
# shellcheck source=peer-lib.sh
. "$(dirname "$0")/peer-lib.sh"

if [ ! -e "$PEER_MARK" ]; then
    echo "peer-restart.sh: works only inside peer-run.sh" >&2
    exit 2
fi
stop_samba
if [ $# -gt 0 ]; then
    start_samba "$(printf '%s\\n' "$@")"
else
    start_samba "${PEER_CONF:-}"
fi
