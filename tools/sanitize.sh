#!/usr/bin/env bash
# Runs the unit suites with what watches memory or threads:   tools/sanitize.sh asan|tsan [SUITE…]
#   asan     AddressSanitizer, UndefinedBehaviorSanitizer, leaks: every suite of tests/ unless some are named
#   tsan     ThreadSanitizer: the suites in which threads meet, unless some are named
# Builds under build/asan or build/tsan (several gigabytes, half an hour; JOBS=2 at a time unless told). Tests run on
# SQLite, and on PostgreSQL too when TREMPLIN_TEST_POSTGRES holds its address (a throwaway server: see CONTRIBUTING.md).
# Every report stays in build/KIND/reports/ and is printed. Ends with "N passed, N failed, N reports"; fails unless the
# last two are 0. What is not ours to mend stands in tools/sanitizers/, each with its reason.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SUITE_SECONDS_MAX=3600
# They measure memory, of which a sanitizer keeps what was freed.
NOT_RUN='*in_constant_memory*'
REPORT_LINES_MAX=40
TSAN_SUITES=(db journal http messaging web people files consultation outreach relay site app security)

kind=${1:-}
if [ "$kind" != asan ] && [ "$kind" != tsan ]; then
    sed -n 's/^# \{0,1\}//p' "$0" | head -n 8 >&2
    exit 2
fi
shift
suites=("$@")
if [ ${#suites[@]} -eq 0 ] && [ "$kind" = tsan ]; then suites=("${TSAN_SUITES[@]}"); fi
if [ ${#suites[@]} -eq 0 ]; then
    for folder in tests/*/; do
        name=$(basename "$folder")
        if [ "$name" != fuzz ] && compgen -G "$folder*.cpp" >/dev/null; then suites+=("$name"); fi
    done
fi

mkdir -p build
cmake --preset "$kind" >"build/$kind.cmake.log" 2>&1 || {
    tail -n 20 "build/$kind.cmake.log"
    exit 1
}
nice -n 5 ninja -C "build/$kind" -j "${JOBS:-2}" "${suites[@]/#/test_}" >"build/$kind.log" 2>&1 || {
    grep -E 'error|FAILED' "build/$kind.log" | head -n 20
    exit 1
}
if [ -z "${TREMPLIN_TEST_POSTGRES:-}" ]; then echo "TREMPLIN_TEST_POSTGRES is not set: SQLite alone"; fi

reports=$PWD/build/$kind/reports
rm -rf "$reports"
mkdir -p "$reports"
lists=$PWD/tools/sanitizers
common="log_path=$reports/report:halt_on_error=0"
export ASAN_OPTIONS="$common:detect_leaks=1:detect_stack_use_after_return=1:check_initialization_order=1:strict_string_checks=1"
export UBSAN_OPTIONS="$common:print_stacktrace=1"
export LSAN_OPTIONS="suppressions=$lists/lsan.txt:print_suppressions=0"
export TSAN_OPTIONS="$common:suppressions=$lists/tsan.txt:second_deadlock_stack=1:history_size=5"
# The thread sanitizer of GCC 12 needs addresses where it expects them.
run=()
if [ "$kind" = tsan ]; then run=(setarch "$(uname -m)" -R); fi

echo "not run, for a sanitizer keeps what was freed: $NOT_RUN"
passed=0
failed=0
count_in() { sed -n "s/$1/\1/p" "$2" | tail -n 1; }
for name in "${suites[@]}"; do
    log=build/$kind/$name.log
    start=$SECONDS
    code=0
    before=$(find "$reports" -type f | wc -l)
    nice -n 5 "${run[@]}" timeout "$SUITE_SECONDS_MAX" "build/$kind/tests/test_$name" --gtest_color=no --gtest_filter="-$NOT_RUN" >"$log" 2>&1 </dev/null || code=$?
    ok=$(count_in '^\[  PASSED  \] \([0-9]*\) tests\{0,1\}\.$' "$log")
    ko=$(count_in '^\[  FAILED  \] \([0-9]*\) tests\{0,1\}, listed below:$' "$log")
    # A suite that did not come to its end has failed; one that only reported has not: its reports are counted.
    if ! grep -q '^\[==========\] .* ran\.' "$log"; then ko=$((${ko:-0} + 1)); fi
    passed=$((passed + ${ok:-0}))
    failed=$((failed + ${ko:-0}))
    printf '%-14s %4d ok, %d ko, %d processes with reports (exit %d, %d s)\n' "$name" "${ok:-0}" "${ko:-0}" \
        $(($(find "$reports" -type f | wc -l) - before)) "$code" $((SECONDS - start))
    if [ "${ko:-0}" -gt 0 ]; then
        grep '^\[  FAILED  \] .*ms)$' "$log" || tail -n 20 "$log"
    fi
done

found=0
for file in "$reports"/*; do
    [ -f "$file" ] || continue
    count=$(grep -cE 'runtime error:|(ERROR|WARNING): [A-Za-z]*Sanitizer' "$file" || true)
    found=$((found + count))
    echo "== $file: $count"
    # Each once: the same line of ours is often met by many tests.
    grep -E 'runtime error:|(ERROR|WARNING): [A-Za-z]*Sanitizer|^SUMMARY' "$file" | sed 's/==[0-9]*==//' | sort | uniq -c | sort -rn | head -n "$REPORT_LINES_MAX"
done
echo "$passed passed, $failed failed, $found reports"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ] && [ "$found" -eq 0 ]
