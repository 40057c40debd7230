#!/bin/bash
# run.sh PROGRAM... : a short run of each libFuzzer program, the same every time. FUZZ_RUNS and FUZZ_SEED for longer ones.
#
# Inputs in corpus/NAME/ (such as cases found earlier) come first. A failing input is kept beside the program.
set -u
here=$(dirname "$0")
passed=0 failed=0
for program in "$@"; do
    name=$(basename "$program")
    log=$program.log
    corpus=()
    [ ! -d "$here/corpus/$name" ] || corpus=("$here/corpus/$name")
    work=$(mktemp -d)
    runs=${FUZZ_RUNS:-20000}
    [ "$name" != fuzz_fetch ] || runs=$((runs / 50 + 1)) # each is two whole opens
    if timeout -k 5 300 "$program" -runs="$runs" -seed="${FUZZ_SEED:-1}" -max_len=6000 -timeout=10 \
        -artifact_prefix="$program-" "$work" "${corpus[@]}" >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$name:"
        tail -n 40 "$log" | sed 's/^/    /'
    fi
    rm -rf "$work"
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
