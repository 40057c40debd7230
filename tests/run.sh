#!/bin/bash
# run.sh LOG_FOLDER SUITE... : runs `make check-SUITE` for each suite and adds up the counts.
#
# One line per suite; the log of a suite that fails follows it. A suite ends with "N passed, N failed" and
# perhaps ", N skipped"; without such a line, or with a status that does not fit, it counts as one failure.
# With CI set (as .ci/run does) nothing may be skipped for lack of rights: a skip is then a failure.
set -u

logs=$1
shift
mkdir -p "$logs"
passed=0 failed=0 skipped=0

summary() { # PASSED FAILED SKIPPED
    printf '%s passed, %s failed' "$1" "$2"
    [ "$3" -eq 0 ] || printf ', %s skipped' "$3"
}

for suite in "$@"; do
    log=$logs/$suite.log
    start=$SECONDS
    printf '%-16s ' "$suite"
    $BUILD --no-print-directory "check-$suite" >"$log" 2>&1 </dev/null
    status=$?
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -n 1)
    read -r good bad skip _ <<<"$(tr -dc '0-9 \n' <<<"${line:-0 0 0}") 0"
    if [ -z "$line" ] || { [ $status -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        bad=$((bad + 1))
    fi
    if [ -n "${CI:-}" ] && [ "$skip" -gt 0 ]; then
        bad=$((bad + skip)) skip=0
    fi
    echo "$(summary "$good" "$bad" "$skip") ($((SECONDS - start)) s)"
    if [ "$bad" -gt 0 ]; then
        sed 's/^/    /' "$log"
    elif [ "$skip" -gt 0 ]; then
        grep -i 'skip' "$log" | sed 's/^/    /'
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + $skip))
done
echo "$(summary $passed $failed $skipped)"
[ $failed -eq 0 ]
