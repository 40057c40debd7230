#!/bin/bash
# run-unit.sh DIR PROGRAM... : runs cmocka programs below DIR and adds up what they report.
#
# Counts are those of cmocka's TAP output. A program that is missing, crashes, hangs or reports fewer tests than
# it announced counts as one failure more. The file BROKEN (DIR/broken) tells that the build failed.
# EMULATOR is the command that runs programs for another processor.
set -u

dir=$1
shift
passed=0 failed=0 skipped=0
export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1

if [ -e "${BROKEN:=$dir/broken}" ]; then
    rm "$BROKEN"
    echo "$dir: the build failed"
    failed=1
fi
for program in "$@"; do
    log=$dir/$program.log
    if [ ! -x "$dir/$program" ]; then
        echo "$program: not built"
        failed=$((failed + 1))
        continue
    fi
    # shellcheck disable=SC2086 # a command with its options, or nothing
    timeout -k 5 400 ${EMULATOR:-} "$dir/$program" >"$log" 2>&1 </dev/null
    status=$?
    planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | awk '{ n += $1 } END { print n + 0 }')
    ok=$(grep -c '^ok [0-9]' "$log")
    skip=$(grep -c '^not ok [0-9]* # SKIP' "$log")
    bad=$(($(grep -c '^not ok [0-9]' "$log") - skip))
    if [ $((ok + skip + bad)) -ne "$planned" ] || [ "$planned" -eq 0 ] ||
        { [ $status -ne 0 ] && [ $bad -eq 0 ]; }; then
        echo "$program: ended with status $status after $((ok + skip + bad)) of $planned tests"
        bad=$((bad + 1))
    fi
    [ $bad -eq 0 ] || grep -v "^ok [0-9]" "$log" | sed "s|^|$program: |"
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
done
summary="$passed passed, $failed failed"
[ $skipped -eq 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ $failed -eq 0 ]
