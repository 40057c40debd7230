#!/bin/bash
# run.sh LOG_FOLDER SUITE... -- SUITE... : runs `make check-SUITE` for each suite and adds up the counts.
#
# Two suites run side by side: one of the first list, which compute, and one of the second, which wait for servers and
# for time to pass; when a list is empty, two of the other.
#
# One line per suite when it ends; the log of a suite that fails follows it. A suite ends with "N passed, N failed" and
# perhaps ", N skipped"; without such a line, or with a status that does not fit, it counts as one failure.
# With CI set (as .ci/run does) nothing may be skipped for lack of rights: a skip is then a failure.
set -um # a suite is a process group, which ends as a whole

logs=$1
shift
mkdir -p "$logs"
passed=0 failed=0 skipped=0
computing=() waiting=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    computing+=("$1")
    shift
done
[ $# = 0 ] || waiting=("${@:2}")
declare -A suite_of lane_of started

summary() { # PASSED FAILED SKIPPED
    printf '%s passed, %s failed' "$1" "$2"
    [ "$3" -eq 0 ] || printf ', %s skipped' "$3"
}

# start LANE : the next suite of this list, or else of the other one
start() {
    local suite
    if [ ${#computing[@]} -gt 0 ] && { [ "$1" = computing ] || [ ${#waiting[@]} = 0 ]; }; then
        suite=${computing[0]} computing=("${computing[@]:1}")
    elif [ ${#waiting[@]} -gt 0 ]; then
        suite=${waiting[0]} waiting=("${waiting[@]:1}")
    else
        return
    fi
    $BUILD --no-print-directory "check-$suite" >"$logs/$suite.log" 2>&1 </dev/null &
    suite_of[$!]=$suite lane_of[$!]=$1 started[$!]=$SECONDS
}

# report SUITE STATUS SECONDS : its line, and its counts to those of all
report() {
    local log=$logs/$1.log line good bad skip
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$' "$log" | tail -n 1)
    read -r good bad skip _ <<<"$(tr -dc '0-9 \n' <<<"${line:-0 0 0}") 0"
    if [ -z "$line" ] || { [ "$2" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        bad=$((bad + 1))
    fi
    if [ -n "${CI:-}" ] && [ "$skip" -gt 0 ]; then
        bad=$((bad + skip)) skip=0
    fi
    printf '%-16s %s (%d s)\n' "$1" "$(summary "$good" "$bad" "$skip")" "$3"
    if [ "$bad" -gt 0 ]; then
        sed 's/^/    /' "$log"
    elif [ "$skip" -gt 0 ]; then
        grep -i 'skip' "$log" | sed 's/^/    /'
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + skip))
}

stop() {
    local pid
    for pid in "${!suite_of[@]}"; do
        kill -TERM -- "-$pid"
    done
    exit 130
}
trap stop INT TERM HUP

start computing
start waiting
while [ ${#suite_of[@]} -gt 0 ]; do
    status=0
    wait -n -p pid "${!suite_of[@]}" || status=$?
    report "${suite_of[$pid]}" $status $((SECONDS - started[$pid]))
    lane=${lane_of[$pid]}
    unset "suite_of[$pid]"
    start "$lane"
done
summary $passed $failed $skipped
echo
[ $failed -eq 0 ]
