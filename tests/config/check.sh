#!/bin/bash
# check.sh WORK_FOLDER : the configuration. Wrong values are refused; every switch alone away from its default,
# every preset and the plain default header build without a warning.
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

builds() { # WHAT VARIABLE=VALUE...
    local what=$1
    shift
    # PORT=lwip has the most switches in it; -O1 is where gcc sees unused and uninitialised variables
    $BUILD O="$work/build" CC=gcc CROSS_COMPILE= OPT=-O1 CFLAGS= SANITIZE= PORT=lwip "$@" lib >"$work/log" 2>&1
    count $? "$what does not build" "$work/log"
}

"$here/values.sh" "$work" >"$work/values" 2>&1
count $? "wrong values" "$work/values"
passed=$((passed - 1 + $(sed -n '$s/ passed.*//p' "$work/values")))

builds "the default header" PRESET=default CONFIG=
for preset in config/presets/*_defconfig; do
    name=$(basename "$preset" _defconfig)
    builds "preset $name" PRESET="$name" CONFIG=
done
while read -r option default; do
    case $default in
    y) echo "# $option is not set" ;;
    n) echo "$option=y" ;;
    esac >"$work/config"
    builds "$option alone changed" CONFIG="$work/config"
done < <(awk '/^config /{name=$2} $1 == "bool" {bool=name} $1 == "default" && bool == name {print name, $2}' Kconfig)

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
