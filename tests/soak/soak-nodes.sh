#!/bin/bash
# soak-nodes.sh ARGUMENT... : runs inside peer-run.sh. Puts three nodes of one cluster in the place of its server, then runs
# soak.py. Each node has an address, settings and a copy of the domain of its own; soak.py starts and stops them.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../peer/peer-lib.sh
. "$HERE/../peer/peer-lib.sh"

DNS=10.57.0.53
export SOAK_NODES=/var/lib/samba/nodes SOAK_KERBEROS=${SOAK_KERBEROS-}

# Takes the domain of peer-run.sh, without what belongs to a running server. The variables are those of write_smb_conf.
make_server() { # NAME ADDRESS LINES
    local domain=$SAMBA_STATE SAMBA_STATE=$SOAK_NODES/$1 PEER_IP=$2
    # shellcheck disable=SC2034
    local SAMBA_LOG=$SAMBA_STATE/log PEER_IP6=
    mkdir -p "$SAMBA_STATE/cache"
    cp -a --sparse=always "$domain/private" "$domain/xattr.tdb" "$SAMBA_STATE"
    # later lines win; 127.0.0.1 would be the same port for all of them
    write_smb_conf "    interfaces = $PEER_IP/24\n$3"
    mv /etc/samba/smb.conf "$SAMBA_STATE/smb.conf"
}

make_node() { # NAME ADDRESS
    make_server "$1" "$2" "    server services = rpc
    clusapi:families = yes
    clusapi:node name = $1
    clusapi:nodes = node1 node2 node3
    ${SOAK_KERBEROS:+ntlm auth = disabled}"
}

# No fault hits the domain controller.
start_kdc() {
    local folder=$SOAK_NODES/kdc
    make_server kdc $DNS "    server services = kdc"
    mkdir "$folder/pid"
    samba -s "$folder/smb.conf" --foreground --no-process-group --model=single </dev/null >"$folder/log" 2>&1 &
}

# The addresses of the nodes come and go: the route and the name server must not depend on them.
ip addr del "$PEER_IP/24" dev "$PEER_TAP"
ip addr add "$DNS/24" brd + dev "$PEER_TAP"
dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= --log-facility="$SAMBA_STATE/log.soak-dns" \
    --no-resolv --no-hosts --bind-interfaces --listen-address=$DNS --except-interface=lo --local=/#/ \
    --host-record=clus.cmrp.test,CMRPCLUSTER,10.57.0.1 --host-record=node1,node1.cmrp.test,10.57.0.1 \
    --host-record=kdc.cmrp.test,$DNS --srv-host=_kerberos._tcp.cmrp.test,kdc.cmrp.test,88 \
    --host-record=node2,node2.cmrp.test,10.57.0.11 --host-record=node3,node3.cmrp.test,10.57.0.12 </dev/null &

stop_samba
make_node node1 10.57.0.1
make_node node2 10.57.0.11
make_node node3 10.57.0.12
if [ -n "$SOAK_KERBEROS" ]; then
    start_kdc
fi
exec /usr/bin/python3 -B "$HERE/soak.py" "$@"
