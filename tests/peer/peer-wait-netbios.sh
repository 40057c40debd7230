#!/bin/bash
# peer-wait-netbios.sh : for commands that run under peer-run.sh. Returns when a broadcast query for
# CLUS<20> is answered; nmbd claims its names for about 4 s first. Status 1 after 15 s.
set -eu
# shellcheck source=peer-lib.sh
. "$(dirname "$0")/peer-lib.sh"

if [ ! -e "$PEER_MARK" ]; then
    echo "peer-wait-netbios.sh: works only inside peer-run.sh" >&2
    exit 2
fi
for _ in $(seq 30); do
    if nmblookup -s /etc/samba/nmbd.conf -B 10.57.0.255 'CLUS#20' >/dev/null 2>&1; then
        exit 0
    fi
    sleep 0.2
done
peer_say "nmbd does not answer; the end of its log:"
tail -n 20 "$SAMBA_STATE/nmbd/log" >&2
exit 1
