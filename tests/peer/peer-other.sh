#!/bin/bash
# peer-other.sh : for commands that run under peer-run.sh. Starts the domain controller of a second forest, OTHER.TEST, and
# returns when its KDC listens. Each forest trusts the other one; a file of each database says so (peer_trust.py).
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=peer-lib.sh
. "$HERE/peer-lib.sh"

if [ ! -e "$PEER_MARK" ]; then
    echo "peer-other.sh: works only inside peer-run.sh" >&2
    exit 2
fi
STATE=$SAMBA_STATE/other
CONF=/etc/samba/other.conf
LOG=$PEER_DIR/provision-other.log

# ---- settings: it has its own folders and its own address, and is nothing but a KDC

cat >$CONF <<S
[global]
    netbios name = DC2
    realm = $OTHER_REALM
    workgroup = $OTHER_DOMAIN
    server role = active directory domain controller
    server services = kdc
    interfaces = $OTHER_IP/24
    bind interfaces only = yes
    disable netbios = yes
    tls enabled = no
    private dir = $STATE/private
    lock directory = $STATE
    state directory = $STATE/state
    cache directory = $STATE/cache
    binddns dir = $STATE/bind-dns
    pid directory = $STATE/pid
    ncalrpc dir = $STATE/ncalrpc
    vfs objects = acl_xattr xattr_tdb
    xattr_tdb:file = $STATE/xattr.tdb
    logging = file
    log file = $STATE/log
    log level = ${PEER_LOG_LEVEL:-1}
[sysvol]
    path = $STATE/state/sysvol
[netlogon]
    path = $STATE/state/sysvol/other.test/scripts
S

provision() {
    peer_say "provisioning the domain controller of $OTHER_REALM (once, about 5 s)"
    if ! { samba-tool domain provision --configfile=$CONF --server-role=dc --dns-backend=NONE --domain="$OTHER_DOMAIN" \
        --realm="$OTHER_REALM" --domain-sid="$OTHER_SID" --host-name=dc2 --host-ip="$OTHER_IP" --adminpass="$PEER_PASSWORD" &&
        /usr/bin/python3 -B "$HERE/peer_other.py" $CONF; } >"$LOG" 2>&1; then
        tail -n 5 "$LOG" >&2
        peer_say "provisioning failed, see $LOG"
        exit 99
    fi
}

sources=("$HERE/peer-other.sh" "$HERE/peer-lib.sh" "$HERE/peer_other.py" "$HERE/peer_trust.py")
mkdir -p "$STATE"
exec 9>"$PEER_DIR/lock-other"
flock 9
if is_current other "${sources[@]}"; then
    cp -a --sparse=always "$PEER_DIR/other/." "$STATE"
else
    rm -rf "$PEER_DIR/other.version" "$PEER_DIR/other"
    mkdir -p "$STATE"/{private,state,cache,bind-dns,pid}
    provision
    cp -a --sparse=always "$STATE" "$PEER_DIR/other"
    version_of "${sources[@]}" >"$PEER_DIR/other.version"
fi
exec 9>&-

ip address add "$OTHER_IP"/24 dev "$PEER_TAP"
mkdir -p "$STATE"/pid "$STATE"/cache
samba --configfile=$CONF --foreground --no-process-group --model=single >>"$STATE"/log 2>&1 </dev/null &
for _ in $(seq 400); do
    ! can_connect "$OTHER_IP" 88 || exit 0
    kill -0 $! 2>/dev/null || break
    sleep 0.02
done
peer_say "the KDC of $OTHER_REALM does not come up; the end of its log:"
tail -n 20 "$STATE"/log >&2
exit 1
