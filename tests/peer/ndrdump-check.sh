#!/bin/bash
# ndrdump-check.sh FUNCTION in|out FILE [IN-FILE] : decodes the stub data in FILE with Samba's NDR code.
#
# FUNCTION is an opnum, ApiOpenClusterEx or clusapi_OpenClusterEx. IN-FILE is the request's stub data;
# Samba needs it to decode a response whose array sizes are [in] parameters (the Control methods).
# The decoded parameters go to stdout, one per line, without ndrdump's own messages.
# Status: 0 decoded and nothing left over, 1 not so (reason on stderr), 2 bad usage, 77 no ndrdump.
#
# BOOL ([MS-DTYP] 2.2.3) has 4 bytes on the wire, Samba's IDL gives it 1. Where a BOOL is the last
# [in] parameter, correct stub data leaves 3 bytes unread: for these three methods, and only if the
# bytes are 0, that counts as decoded. In the middle of a request (126, 183) alignment hides it.
set -eu

usage() {
    echo "usage: ndrdump-check.sh FUNCTION in|out FILE [IN-FILE]" >&2
    exit 2
}

[ $# = 3 ] || [ $# = 4 ] || usage
function=${1/#Api/clusapi_} direction=$2 file=$3
case $direction in in | out) ;; *) usage ;; esac
context=()
[ $# = 3 ] || context=(--context-file="$4")
for f in "$file" "${4:-$file}"; do
    if [ ! -r "$f" ]; then
        echo "ndrdump-check.sh: cannot read $f" >&2
        exit 2
    fi
done
if ! command -v ndrdump >/dev/null; then
    echo "ndrdump-check.sh: ndrdump is missing (Debian package samba-testsuite)" >&2
    exit 77
fi

refuse() {
    echo "ndrdump-check.sh: $function $direction: $*" >&2
    exit 1
}

dump=$(ndrdump --configfile=/dev/null "${context[@]}" clusapi "$function" "$direction" "$file" 2>&1) ||
    refuse "$(grep -m 1 -E '^pull returned|not found' <<<"$dump" || tail -n 1 <<<"$dump")"
[ "$(tail -n 1 <<<"$dump")" = "dump OK" ] || refuse "$(tail -n 1 <<<"$dump")"

# hex lines, and the messages in column 1, are no parameters
grep -v -E '^(\[[0-9A-Fa-f]{4,}\]|[^ ])' <<<"$dump" | sed -E 's/^ {4}//; s/ +: /: /'

unread=$(sed -n 's/^WARNING! \([0-9]*\) unread bytes$/\1/p' <<<"$dump")
[ -n "$unread" ] || exit 0
name=$(sed -n 's/^    clusapi_\([A-Za-z0-9]*\): struct .*/\1/p;T;q' <<<"$dump")
case $direction:$name:$unread in
in:DeleteGroup:3 | in:AddNotifyKey:3 | in:AddNotifyV2:3)
    [ "$(tail -c 3 "$file" | od -An -tx1)" = " 00 00 00" ] && exit 0
    ;;
esac
refuse "$unread unread bytes"
