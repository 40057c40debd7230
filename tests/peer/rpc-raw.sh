#!/bin/bash
# rpc-raw.sh : compiles selftest/rpc_raw.c into PEER_DIR and prints its path. Status 77 without Samba's headers.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)

"$HERE/install-deps.sh" --check || exit 77
PEER_DIR=${PEER_DIR:-$HERE/../../build/peer}
mkdir -p "$PEER_DIR"
PEER_DIR=$(cd "$PEER_DIR" && pwd)
lib=/usr/lib/$(gcc -print-multiarch)/samba
gcc -std=gnu11 -O1 -g -Wall -Wextra -Wno-deprecated-declarations -isystem /usr/include/samba-4.0 \
    -DHAVE_IMMEDIATE_STRUCTURES=1 -o "$PEER_DIR/rpc_raw.$$" "$HERE/selftest/rpc_raw.c" -L"$lib" -ldcerpc \
    -ldcerpc-binding -lsamba-credentials -lsamba-hostconfig -lsamba-errors -ltevent -ltalloc \
    -l:libndr-samba4.so.0 -Wl,-rpath,"$lib"
mv "$PEER_DIR/rpc_raw.$$" "$PEER_DIR/rpc_raw" # another run may use the former one
echo "$PEER_DIR/rpc_raw"
