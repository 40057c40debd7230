#!/bin/bash
# peer-kdc.sh on | tcp | off : for commands that run under peer-run.sh. What comes through PEER_TAP for port 88 reaches the
# KDC (on), only through TCP, or not at all; what does not is dropped without a word. Samba itself goes on.
set -eu
# shellcheck source=peer-lib.sh
. "$(dirname "$0")/peer-lib.sh"

if [ ! -e "$PEER_MARK" ]; then
    echo "peer-kdc.sh: works only inside peer-run.sh" >&2
    exit 2
fi
case ${1-} in
on) blocked= ;;
tcp) blocked=udp ;;
off) blocked="udp tcp" ;;
*)
    echo "usage: peer-kdc.sh on | tcp | off" >&2
    exit 2
    ;;
esac
for family in -4 ${PEER_IP6:+-6}; do
    # rules of ours must come before the one that finds local addresses
    if ip "$family" rule del pref 0 2>/dev/null; then
        ip "$family" rule add pref 100 lookup local
    fi
    while ip "$family" rule del pref 50 2>/dev/null; do :; done
    for protocol in $blocked; do
        ip "$family" rule add pref 50 iif "$PEER_TAP" ipproto "$protocol" dport 88 blackhole
    done
done
