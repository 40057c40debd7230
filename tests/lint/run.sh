#!/bin/bash
# run.sh LIST_OF_OBJECTS : runs every lint script of this folder and adds up their counts.
set -u
here=$(dirname "$0")
passed=0 failed=0
export PYTHONDONTWRITEBYTECODE=1
for script in "$here"/*.py; do
    name=$(basename "$script" .py)
    case $name in
    report | figures) continue ;; # figures needs measurements: make check-figures
    symbols) output=$(/usr/bin/python3 "$script" "$1" 2>&1) ;;
    *) output=$(/usr/bin/python3 "$script" 2>&1) ;;
    esac
    status=$?
    read -r good bad <<<"$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' <<<"$output")"
    : "${good:=0}" "${bad:=0}"
    if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
        bad=1
    fi
    [ $status -eq 0 ] || echo "$output"
    echo "$name: $good passed, $bad failed"
    passed=$((passed + good)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
