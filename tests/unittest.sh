#!/bin/bash
# unittest.sh COMMAND... : runs a suite of Python's unittest and ends with the line that `make check` counts.
set -u
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
[ "$status" -ne 77 ] || exit 77
count() { # WORD : the number in "FAILED (failures=1, errors=2, skipped=3)" or "OK (skipped=3)"
    local n
    n=$(sed -n "s/^\(OK\|FAILED\) (.*$1=\([0-9]*\).*/\2/p" "$log" | tail -n 1)
    echo "${n:-0}"
}
ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in.*/\1/p' "$log" | tail -n 1)
skipped=$(count skipped)
failed=$(($(count failures) + $(count errors)))
passed=$((${ran:-0} - failed - skipped))
[ $passed -ge 0 ] || passed=0
if [ $failed -eq 0 ] && { [ "$status" -ne 0 ] || [ -z "$ran" ]; }; then
    failed=1
fi
summary="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || summary="$summary, $skipped skipped"
echo "$summary"
[ $failed -eq 0 ]
