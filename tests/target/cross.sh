#!/bin/bash
# cross.sh DIR CSV PRESET... : what tests/target/matrix.mk built in DIR, one line per combination.
#
# Bytes are those of all objects as compiled; a linker leaves out what a firmware does not use (make size).
set -u

dir=$1
csv=$2
shift 2
targets='cortex-m0plus cortex-m3 cortex-m4f cortex-m33 rv32imac thumbv7m-clang'
passed=0 failed=0

# sections of OBJECT... -> text rodata bss; data is counted to both, as it lies in flash and RAM
sum() {
    "$size" -A "$@" | awk '$1 ~ /^\.text/ { t += $2 } $1 ~ /^\.s?rodata/ { r += $2 } $1 ~ /^\.s?data/ { r += $2; b += $2 }
        $1 ~ /^\.s?bss/ || $1 == "COMMON" { b += $2 } END { print t + 0, r + 0, b + 0 }'
}

echo 'target,preset,port,text,rodata,bss' >"$csv"
printf '%-16s %-14s %-10s %8s %8s %8s\n' target preset port text rodata bss
for target in $targets; do
    case $target in
    rv32*) size=riscv64-unknown-elf-size ;;
    *) size=arm-none-eabi-size ;;
    esac
    for preset in "$@"; do
        for port in lwip baremetal; do
            list=$dir/$target-$preset-$port.objects
            if [ ! -e "$list" ]; then
                printf '%-16s %-14s %-10s does not build\n' "$target" "$preset" "$port"
                failed=$((failed + 1))
                continue
            fi
            # shellcheck disable=SC2046 # a list of files
            read -r text rodata bss < <(sum $(<"$list"))
            printf '%-16s %-14s %-10s %8d %8d %8d\n' "$target" "$preset" "$port" "$text" "$rodata" "$bss"
            echo "$target,$preset,$port,$text,$rodata,$bss" >>"$csv"
            passed=$((passed + 1))
        done
    done
done
echo "CSV: $csv"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
