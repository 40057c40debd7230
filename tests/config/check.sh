#!/bin/bash
# check.sh WORK_FOLDER : the configuration. Wrong values are refused. The plain default header, every preset, and
# every option alone away from its default build without a warning; those with one option also pass unit tests.
set -u

here=$(dirname "$0")
work=$1
mkdir -p "$work"
passed=0 failed=0

count() { # STATUS WHAT LOG
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2"
        sed 's/^/    /' "$3"
    fi
}

# configuration NAME : a header from what comes in
configuration() {
    mkdir -p "$work/sweep/$1/include"
    cat >"$work/sweep/$1/include/lwclus_autoconf.h.new"
    cmp -s "$work/sweep/$1/include/lwclus_autoconf.h"{.new,} ||
        mv "$work/sweep/$1/include/lwclus_autoconf.h"{.new,}
    names="$names $1"
}

# switches the other way, numbers twice their default; with what an option needs to be allowed or to matter
alone() { # OPTION DEFAULT
    local value
    case $2 in
    y) value=0 ;;
    n) value=1 ;;
    *) value=$((2 * $2)) ;;
    esac
    echo "#define $1 $value"
    [ "$1" != LWCLUS_FRAGMENT_BYTES ] || echo "#define LWCLUS_STUB_BYTES $value"
    [ "$1" != LWCLUS_PIPELINE ] || echo "#define LWCLUS_RECONNECT 0"
}

"$here/values.sh" "$work" >"$work/values" 2>&1
count $? "wrong values" "$work/values"
passed=$((passed - 1 + $(sed -n '$s/ passed.*//p' "$work/values")))

names=
configuration default </dev/null
while read -r option default; do
    configuration "$option" < <(alone "$option" "$default")
done < <(awk '/^config /{name=$2} $1 == "default" && name {print name, $2; name=""}' Kconfig)
tested=$names
for preset in config/presets/*_defconfig; do
    name=$(basename "$preset" _defconfig)
    configuration "$name" < <(sed -n -e 's/^# \(LWCLUS_[A-Z0-9_]*\) is not set$/#define \1 0/p' \
        -e 's/^\(LWCLUS_[A-Z0-9_]*\)=y$/#define \1 1/p' -e 's/^\(LWCLUS_[A-Z0-9_]*\)=\([0-9].*\)$/#define \1 \2/p' "$preset")
done

rm -f "$work"/sweep/*/built "$work"/sweep/*/tested
$BUILD -k -f "$here/sweep.mk" O="$work/sweep" NAMES="$names" TESTED="$tested" all >"$work/log" 2>&1
for name in $names; do
    test -e "$work/sweep/$name/built"
    count $? "$name does not build" "$work/log"
done
for name in $tested; do
    log=$work/sweep/$name/tested
    [ -e "$log" ] || cp "$work/log" "$log"
    tail -n 1 "$log" | grep -q ' passed, 0 failed$'
    count $? "$name does not pass the unit tests" "$log"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
