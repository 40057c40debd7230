# shellcheck shell=bash
# peer-lib.sh : what peer-run.sh, peer-restart.sh and peer-other.sh share. Everything here runs inside the
# namespaces of peer-run.sh, where /etc/samba and /var/lib/samba are memory file systems.

# shellcheck disable=SC2034
PEER_MARK=/etc/samba/lwclus-peer # exists inside the namespaces only
SAMBA_STATE=/var/lib/samba
SAMBA_LOG=$SAMBA_STATE/log.samba
SAMBA_PID=$SAMBA_STATE/pid/peer
CLUSAPI_PORT=49300
OTHER_DOMAIN=OTHER OTHER_REALM=OTHER.TEST OTHER_IP=10.57.0.4
export PEER_SID=S-1-5-21-1001-1002-1003 OTHER_SID=S-1-5-21-2001-2002-2003 # each forest knows the other's

peer_say() {
    echo "peer: $*" >&2
}

# is_current NAME FILE... : nothing that the kept NAME was made from has changed
is_current() {
    [ "$(cat "$PEER_DIR/$1.version" 2>/dev/null)" = "$(version_of "${@:2}")" ]
}

# The symbol versions of Samba's private libraries belong to one Debian build: a new one means to build again.
version_of() {
    { dpkg-query -W -f='${Version}\n' samba samba-libs && cat "$@"; } | sha256sum
}

# write_smb_conf LINES : the server's settings and further lines ("\n" separates several)
write_smb_conf() {
    cat >/etc/samba/smb.conf <<S
[global]
    netbios name = DC1
    realm = $PEER_REALM
    workgroup = $PEER_DOMAIN
    server role = active directory domain controller
    server services = rpc, ldap, cldap, kdc
    # mgmt must not be in this list: it would answer for clusapi's port
    dcerpc endpoint servers = epmapper, lsarpc, samr, netlogon, clusapi
    rpc server port:clusapi = $CLUSAPI_PORT
    interfaces = $PEER_IP/24 ${PEER_IP6:+$PEER_IP6/64 ::1/128} 127.0.0.1/8
    bind interfaces only = yes
    disable netbios = yes
    tls enabled = no
    private dir = $SAMBA_STATE/private
    lock directory = $SAMBA_STATE
    state directory = $SAMBA_STATE/state
    cache directory = $SAMBA_STATE/cache
    binddns dir = $SAMBA_STATE/bind-dns
    pid directory = $SAMBA_STATE/pid
    ncalrpc dir = $SAMBA_STATE/ncalrpc
    vfs objects = acl_xattr xattr_tdb
    xattr_tdb:file = $SAMBA_STATE/xattr.tdb
    logging = file
    log file = $SAMBA_LOG
    log level = ${PEER_LOG_LEVEL:-1}
$(printf '%b' "$1")
S
}

# can_connect ADDRESS PORT
can_connect() {
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

samba_is_listening() {
    local address
    [ -S "$PEER_NCALRPC" ] || return 1
    for address in "$PEER_IP" $PEER_IP6 127.0.0.1; do
        can_connect "$address" 135 && can_connect "$address" $CLUSAPI_PORT && can_connect "$address" 88 || return 1
    done
}

# start_samba LINES : returns when every endpoint accepts connections, 1 when Samba ended or hangs
start_samba() {
    local pid
    write_smb_conf "$1"
    rm -rf "$SAMBA_STATE/pid" "$SAMBA_STATE/ncalrpc"
    mkdir -p "$SAMBA_STATE/pid" "$SAMBA_STATE/cache"
    # one process: the cluster lives in memory, and nothing stays behind a killed server
    samba --foreground --no-process-group --model=single >>"$SAMBA_LOG" 2>&1 </dev/null &
    pid=$!
    echo $pid >"$SAMBA_PID"
    for _ in $(seq 400); do
        samba_is_listening && return
        kill -0 $pid 2>/dev/null || break
        sleep 0.02
    done
    peer_say "Samba does not come up; the end of its log:"
    tail -n 20 "$SAMBA_LOG" >&2
    return 1
}

stop_samba() {
    local pid
    pid=$(cat "$SAMBA_PID")
    kill "$pid" 2>/dev/null || return 0
    # a zombie still answers to kill -0, so ask for the port as well
    for _ in $(seq 400); do
        kill -0 "$pid" 2>/dev/null && can_connect 127.0.0.1 $CLUSAPI_PORT || return 0
        sleep 0.02
    done
    kill -9 "$pid" 2>/dev/null
}
