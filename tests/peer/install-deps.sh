#!/bin/bash
# install-deps.sh [--check] : Debian packages that peer-run.sh needs.
#
# Nothing to do when all of them are there (no network needed). As root the missing ones are
# installed; with --check, or without being root, they are only named.
# Status: 0 all there, 77 some are missing, 2 bad usage.
set -eu

packages=(samba samba-dsdb-modules samba-ad-provision samba-vfs-modules python3-samba
    samba-dev samba-testsuite dnsmasq-base krb5-user gcc libc6-dev iproute2)

skip() {
    echo "install-deps.sh: $*" >&2
    exit 77
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

case $#:${1-} in
0:) check= ;;
1:--check) check=yes ;;
*)
    echo "usage: install-deps.sh [--check]" >&2
    exit 2
    ;;
esac
command -v dpkg-query >/dev/null || skip "this is not a Debian system; install Samba (AD DC) and dnsmasq by hand"
find_missing() {
    missing=()
    local p
    for p in "${packages[@]}"; do
        installed "$p" || missing+=("$p")
    done
}
find_missing
[ ${#missing[@]} -gt 0 ] || exit 0
if [ -n "$check" ] || [ "$(id -u)" != 0 ]; then
    skip "these Debian packages are missing (run tests/peer/install-deps.sh as root): ${missing[*]}"
fi

# the same lock as config/deps.sh: two suites may come here at once
exec 9>/tmp/lwclus-deps.lock
flock 9
find_missing
[ ${#missing[@]} -gt 0 ] || exit 0

# The packages bring smbd, nmbd and the AD DC service: no daemon may start on this machine, neither
# now (policy-rc.d, exit 101 = action forbidden) nor at the next boot (disable).
policy=/usr/sbin/policy-rc.d
saved=
units=()
for u in smbd nmbd samba-ad-dc winbind; do
    [ -e "/lib/systemd/system/$u.service" ] || units+=("$u")
done
log=$(mktemp)
restore() {
    rm -f "$policy" "$log"
    [ -z "$saved" ] || mv "$saved" "$policy"
}
if [ -e "$policy" ] || [ -L "$policy" ]; then
    saved=$policy.lwclus-saved
    mv "$policy" "$saved"
fi
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

echo "install-deps.sh: installing ${missing[*]}"
apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 9>&-
}
if ! apt_get install --no-install-recommends "${missing[@]}"; then
    # stale or absent package lists
    { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; } || {
        tail -n 15 "$log" >&2
        skip "apt-get could not install ${missing[*]}"
    }
fi
if command -v systemctl >/dev/null; then
    for u in "${units[@]}"; do
        [ ! -e "/lib/systemd/system/$u.service" ] || systemctl disable -q "$u.service" 2>/dev/null || true
    done
fi
echo "install-deps.sh: done"
