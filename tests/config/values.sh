#!/bin/bash
# values.sh WORK_FOLDER : every wrong setting stops the build with a sentence that names the setting.
#
# Ranges are those of Kconfig: one below and one above must be refused, both ends must be accepted.
set -u

work=$1
mkdir -p "$work"
cc=${CC:-gcc}
passed=0 failed=0

compiles() { # -DNAME=VALUE...
    echo '#include "lwclus_config.h"' |
        $cc "$@" -Iconfig -fsyntax-only -x c - 2>"$work/message"
}

result() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2"
        sed 's/^/    /' "$work/message"
    fi
}

accepted() { # -DNAME=VALUE...
    compiles "$@"
    result $? "$* is refused"
}

# refused NAME -DNAME=VALUE... : exactly one sentence, which says what NAME must be
refused() {
    local name=$1
    shift
    if compiles "$@"; then
        result 1 "$* is accepted"
    elif [ "$(grep -c 'error:' "$work/message")" -ne 1 ]; then
        result 1 "$* gives more than one message"
    else
        grep -q "#error \"$name must be .*\.\"" "$work/message"
        result $? "$*: the message does not say what $name must be"
    fi
}

# room for both ends of every range: limits that follow from another option do not get in the way
big="-DLWCLUS_MAX_HANDLES=1024 -DLWCLUS_STUB_BYTES=1048576"
others() { # NAME
    for flag in $big; do
        [[ $flag == -D$1=* ]] || echo "$flag"
    done
}

while read -r name kind low high; do
    if [ "$kind" = bool ]; then
        accepted "-D$name=0"
        accepted "-D$name=1"
        refused "$name" "-D$name=2"
        refused "$name" "-D$name=-1"
    else
        # shellcheck disable=SC2046 # a list of flags
        accepted $(others "$name") "-D$name=$low"
        # shellcheck disable=SC2046
        accepted $(others "$name") "-D$name=$high"
        # shellcheck disable=SC2046
        refused "$name" $(others "$name") "-D$name=$((low - 1))"
        # shellcheck disable=SC2046
        refused "$name" $(others "$name") "-D$name=$((high + 1))"
    fi
done < <(awk '/^config /{name=$2} $1 == "bool" {print name, "bool"}
    $1 == "int" {kind="int"} $1 == "range" {print name, "int", $2, $3}' Kconfig)

refused LWCLUS_MAX_HANDLES -DLWCLUS_MAX_HANDLES=8 -DLWCLUS_MAX_SESSIONS=8
accepted -DLWCLUS_MAX_HANDLES=9 -DLWCLUS_MAX_SESSIONS=8
refused LWCLUS_STUB_BYTES -DLWCLUS_STUB_BYTES=2000 -DLWCLUS_FRAGMENT_BYTES=2001
accepted -DLWCLUS_STUB_BYTES=2000 -DLWCLUS_FRAGMENT_BYTES=2000
refused LWCLUS_MAX_HANDLES -DLWCLUS_MAX_HANDLES=4 -DLWCLUS_MAX_ENUMS=4
accepted -DLWCLUS_MAX_HANDLES=4 -DLWCLUS_MAX_ENUMS=4 -DLWCLUS_API_ENUM=0
refused LWCLUS_NTLM -DLWCLUS_NTLM=0 -DLWCLUS_KERBEROS=0
accepted -DLWCLUS_NTLM=1 -DLWCLUS_KERBEROS=0
accepted -DLWCLUS_NTLM=0 -DLWCLUS_KERBEROS=1

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
