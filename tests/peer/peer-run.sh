#!/bin/bash
# peer-run.sh CMD... : runs CMD beside a real Samba server that serves clusapi, in network, mount and
# pid namespaces of their own, and returns CMD's status. README.md tells what CMD finds there.
# Status 77: this machine cannot do it, the reason is on stderr; 99: the server did not come up.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=peer-lib.sh
. "$HERE/peer-lib.sh"

skip() {
    echo "peer-run.sh: $*" >&2
    exit 77
}

# Starts this script again as the first process of new namespaces; with it everything inside ends.
# unshare blocks SIGTERM while it waits, so it cannot simply take the place of this process.
run_inside() {
    local child status
    PEER_INSIDE=1 env --default-signal=INT,QUIT setpriv --pdeathsig KILL \
        unshare --net --mount --pid --fork --kill-child --mount-proc "$HERE/peer-run.sh" "$@" <&0 &
    child=$!
    trap : INT
    trap 'kill -KILL $child' TERM HUP
    while true; do
        status=0
        wait $child || status=$?
        kill -0 $child 2>/dev/null || exit $status
    done
}

if [ $# = 0 ]; then
    echo "usage: peer-run.sh CMD..." >&2
    exit 2
fi
if [ -z "${PEER_INSIDE:-}" ] || [ $$ != 1 ]; then
    [ "$(id -u)" = 0 ] || skip "needs root, for namespaces and a TAP device"
    "$HERE/install-deps.sh" --check || exit 77
    [ -c /dev/net/tun ] || skip "there is no /dev/net/tun, so no TAP device"
    unshare --net --mount --pid --fork --mount-proc true 2>/dev/null ||
        skip "may not create namespaces here (a container needs the capability SYS_ADMIN)"
    run_inside "$@"
fi
unset PEER_INSIDE
trap : INT # Ctrl-C ends CMD; what follows CMD still happens

PEER_DIR=$(mkdir -p "${PEER_DIR:-$HERE/../../build/peer}" && cd "${PEER_DIR:-$HERE/../../build/peer}" && pwd)
export PEER_DIR
export PEER_IP=10.57.0.1 PEER_IP6=fd57::1 PEER_NAME=clus.cmrp.test PEER_TAP=lwclus0
export PEER_DOMAIN=CMRP PEER_REALM=CMRP.TEST
export PEER_USER=Administrator PEER_PASSWORD=Passw0rd.1
export PEER_USER2=alice PEER_PASSWORD2=Alice.pw.1
export PEER_NCALRPC=$SAMBA_STATE/ncalrpc/CLUSAPI
export PEER_CONF=${PEER_CONF:-} PEER_RESTART=$HERE/peer-restart.sh PEER_KDC=$HERE/peer-kdc.sh PEER_OTHER=$HERE/peer-other.sh

elapsed() {
    local now=${EPOCHREALTIME/[.,]/}
    printf '%d.%02d s' $(((now - started) / 1000000)) $(((now - started) / 10000 % 100))
}

# ---- the namespaces

network_up() {
    ip link set lo up
    ip tuntap add dev $PEER_TAP mode tap 2>/dev/null || skip "may not create a TAP device here"
    ip link set $PEER_TAP arp on up
    ip addr add $PEER_IP/24 brd + dev $PEER_TAP
    # nodad: without a client on the TAP there is no carrier, and an address under test could not be bound
    if ! ip addr add $PEER_IP6/64 dev $PEER_TAP nodad 2>/dev/null; then
        peer_say "no IPv6 in this kernel"
        PEER_IP6=
    fi
}

# Samba's compiled-in folders become memory file systems: what the machine has there is hidden, not changed.
# /run too, because a name service daemon of the machine could be asked through its socket there.
files_up() {
    local etc=/etc/samba/etc folder resolv_conf
    for folder in /etc/samba $SAMBA_STATE /run; do
        mount -t tmpfs -o mode=755 peer "$folder"
    done
    mkdir /run/samba
    resolv_conf=$(readlink -m /etc/resolv.conf)
    if [[ $resolv_conf = /run/* ]]; then
        install -D /dev/null "$resolv_conf"
    fi
    touch $PEER_MARK
    mkdir $etc
    printf '127.0.0.1 localhost\n::1 localhost\n' >$etc/hosts
    printf 'nameserver %s\nsearch cmrp.test\n' $PEER_IP >$etc/resolv.conf
    cat >$etc/krb5.conf <<K
[libdefaults]
    default_realm = $PEER_REALM
    dns_lookup_realm = false
    dns_lookup_kdc = false
    rdns = false
[realms]
    $PEER_REALM = {
        kdc = $PEER_IP
    }
    $OTHER_REALM = {
        kdc = $OTHER_IP
    }
[domain_realm]
    .cmrp.test = $PEER_REALM
    cmrp.test = $PEER_REALM
K
    mount --bind $etc/hosts /etc/hosts
    mount --bind $etc/resolv.conf "$resolv_conf"
    export KRB5_CONFIG=$etc/krb5.conf KRB5CCNAME=/run/krb5cc
}

# The module appears in Samba's module folder, in this mount namespace only, by a copy of the folder that lies over it.
# (An overlay would do too, but not every container may mount one.)
module_up() {
    local folder=$1 copy=/etc/samba/modules
    cp -a "$folder" $copy
    install -D "$PEER_DIR/clusapi.so" $copy/dcerpc_server/clusapi.so
    mount --bind $copy "$folder"
}

# ---- what is kept between runs

build_module() {
    local lib=$1
    gcc -std=gnu11 -O1 -g -Wall -Wextra -fPIC -shared -isystem /usr/include/samba-4.0 -DHAVE_IMMEDIATE_STRUCTURES=1 \
        -o "$PEER_DIR/clusapi.so" "$HERE"/clusapi_*.c -L"$lib" -ldcerpc-binding -ldcerpc-server -ldcerpc-server-core \
        -lndr -lsamba-hostconfig -lsamba-errors -lsamba-util -ltalloc -ltevent -l:libndr-samba4.so.0 \
        -l:libsamba-debug-samba4.so.0 -Wl,-rpath,"$lib" -Wl,--no-undefined
}

create_domain() {
    samba-tool domain provision --server-role=dc --dns-backend=NONE --use-rfc2307 --domain=$PEER_DOMAIN \
        --realm=$PEER_REALM --domain-sid="$PEER_SID" --host-name=dc1 --host-ip=$PEER_IP --adminpass=$PEER_PASSWORD \
        --option="vfs objects=acl_xattr xattr_tdb" --option="xattr_tdb:file=$SAMBA_STATE/xattr.tdb" 2>&1
}

provision() {
    local log=$PEER_DIR/provision.log
    peer_say "provisioning a domain controller (once, about 10 s)"
    set -o pipefail
    if create_domain | tee "$log" | sed -un 's/^.*\(Setting up s.*\)$/peer:   \1/p' >&2 && write_smb_conf "" && peer_say "adding users and service names ($(elapsed))" &&
        LC_ALL=C.UTF-8 /usr/bin/python3 -B "$HERE/peer_accounts.py" >>"$log" 2>&1; then
        return
    fi
    tail -n 5 "$log" >&2
    peer_say "provisioning failed, see $log"
    exit 99
}

# Every run works on a copy in memory: runs may overlap, and no run sees what another one changed.
prepare() {
    local lib sources
    lib=/usr/lib/$(gcc -print-multiarch)/samba
    exec 9>"$PEER_DIR/lock"
    flock 9
    if ! is_current module "$HERE"/*.[ch]; then
        build_module "$lib"
        version_of "$HERE"/*.[ch] >"$PEER_DIR/module.version"
    fi
    module_up "$lib"
    sources=("$HERE/peer-run.sh" "$HERE/peer-lib.sh" "$HERE/peer_accounts.py" "$HERE/peer_trust.py")
    if is_current state "${sources[@]}"; then
        cp -a --sparse=always "$PEER_DIR/state/." $SAMBA_STATE
    else
        rm -rf "$PEER_DIR/state.version" "$PEER_DIR/state"
        provision
        cp -a --sparse=always $SAMBA_STATE "$PEER_DIR/state"
        version_of "${sources[@]}" >"$PEER_DIR/state.version"
        peer_say "provisioned ($(elapsed))"
    fi
    exec 9>&-
}

# ---- services beside Samba

# multi: the first address has no host
start_dns() {
    dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --log-facility=$SAMBA_STATE/log.dns \
        --no-resolv --no-hosts --bind-interfaces --interface=lo --interface=$PEER_TAP --local=/#/ --no-round-robin \
        --host-record=clus.cmrp.test,dc1.cmrp.test,cmrp.test,$PEER_IP${PEER_IP6:+,$PEER_IP6} \
        ${PEER_IP6:+--host-record=clus6.cmrp.test,$PEER_IP6} \
        --host-record=nospn.cmrp.test,$PEER_IP --host-record=multi.cmrp.test,10.57.0.99 --host-record=multi.cmrp.test,$PEER_IP \
        --host-record=dc2.other.test,$OTHER_IP --srv-host=_kerberos._tcp.other.test,dc2.other.test,88 \
        --srv-host=_kerberos._tcp.cmrp.test,dc1.cmrp.test,88 --srv-host=_kerberos._udp.cmrp.test,dc1.cmrp.test,88 \
        </dev/null &
}

# nmbd rather than the AD DC's own name service: it survives peer-restart.sh, and as a WINS server it
# also answers "no such name". Both need about 4 s to claim a name (peer-wait-netbios.sh).
start_netbios() {
    local state=$SAMBA_STATE/nmbd
    mkdir $state
    cat >/etc/samba/nmbd.conf <<S
[global]
    netbios name = CLUS
    workgroup = $PEER_DOMAIN
    server role = standalone server
    interfaces = $PEER_IP/24
    bind interfaces only = yes
    wins support = yes
    dns proxy = no
    local master = no
    domain master = no
    private dir = $state
    lock directory = $state
    state directory = $state
    cache directory = $state
    pid directory = $state
    ncalrpc dir = $state/ncalrpc
S
    nmbd --foreground --no-process-group --debug-stdout -s /etc/samba/nmbd.conf >$state/log 2>&1 </dev/null &
}

started=${EPOCHREALTIME/[.,]/}
network_up
files_up
prepare
start_dns
start_netbios
start_samba "$PEER_CONF" || exit 99
peer_say "listening ($(elapsed))"
status=0
"$@" || status=$?
if [ $status != 0 ]; then
    cp $SAMBA_LOG "$PEER_DIR/samba.log"
    peer_say "status $status; Samba's log is $PEER_DIR/samba.log"
fi
exit $status
