#!/bin/sh
# fetch.sh lwip|mbedtls|cmocka DIR : unpacks a dependency into DIR, unless it is there already.
#
# Release tarballs come from the package mirror that this machine is already set up to use, with a pinned
# SHA-256. The pool drops a tarball when a newer release replaces it, so each name has a second choice: the
# version of Debian 12. A tarball put beside DIR by hand (same file name) is used without any network.
set -eu

name=$1
dir=$2

# path in the pool, SHA-256; first choice first
case $name in
lwip)
    set -- \
        "main/l/lwip/lwip_2.2.1+dfsg1.orig.tar.xz" \
        83729c274c499d3348e9fbbe043a3113f3fa8953e7efddc7c21c7fcbb1f2b7b1 \
        "main/l/lwip/lwip_2.1.3+dfsg1.orig.tar.xz" \
        0a8276d09fc4e97bbba2f953d74af2388fc2195ea156be9d7589e297a68fde24
    variable=LWIP_DIR
    ;;
mbedtls)
    set -- \
        "main/m/mbedtls/mbedtls_3.6.6.orig.tar.bz2" \
        8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a \
        "main/m/mbedtls/mbedtls_2.28.3.orig.tar.gz" \
        3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d
    variable=MBEDTLS_DIR
    ;;
cmocka) # for tests on another processor
    set -- \
        "main/c/cmocka/cmocka_1.1.7.orig.tar.xz" \
        810570eb0b8d64804331f82b29ff47c790ce9cd6b163e98d47a4807047ecad82 \
        "main/c/cmocka/cmocka_1.1.5.orig.tar.xz" \
        f0ccd8242d55e2fd74b16ba518359151f6f8383ff8aef4976e48393f77bba8b6
    variable=CMOCKA_DIR
    ;;
*)
    echo "fetch.sh: unknown dependency '$name' (lwip, mbedtls, cmocka)" >&2
    exit 2
    ;;
esac

# there already, in a version that this script knows
for tarball; do
    [ "$(cat "$dir/.complete" 2>/dev/null)" != "${tarball##*/}" ] || exit 0
done
parent=$(dirname "$dir")
mkdir -p "$parent"

right() { # FILE SHA256
    [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]
}

unpack() { # TARBALL
    rm -rf "$dir" "$dir.part"
    mkdir "$dir.part"
    tar -xf "$1" --strip-components=1 --no-same-owner -C "$dir.part"
    echo "${1##*/}" >"$dir.part/.complete"
    mv "$dir.part" "$dir"
    echo "  FETCH   ${1##*/}"
    exit 0
}

download() { # POOL_PATH SHA256 FILE
    helper=/usr/lib/apt/apt-helper
    [ -x "$helper" ] && command -v apt-get >/dev/null || return 1
    for site in $(apt-get indextargets --format '$(SITE)' | sort -u); do
        if "$helper" -o APT::Sandbox::User=root -o Acquire::Retries=3 \
            download-file "$site/pool/$1" "$3.part" "SHA256:$2" >"$3.log" 2>&1 </dev/null &&
            right "$3.part" "$2"; then
            mv "$3.part" "$3"
            rm -f "$3.log"
            return 0
        fi
        rm -f "$3.part"
    done
    return 1
}

while [ $# -gt 0 ]; do
    file=$parent/${1##*/}
    right "$file" "$2" && unpack "$file"
    rm -f "$file"
    download "$1" "$2" "$file" && unpack "$file"
    echo "fetch.sh: ${1##*/} cannot be had from the package mirror" >&2
    shift 2
done
echo "fetch.sh: $name is missing: unpack a release and give its folder, make $variable=/path/to/$name" >&2
exit 1
