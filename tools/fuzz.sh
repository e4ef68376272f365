#!/usr/bin/env bash
# Feeds one of our readers of foreign bytes with whatever a fuzzer makes of its seeds:   tools/fuzz.sh NAME [SECONDS]
#   NAME      a file of tests/fuzz, whose first lines say what it feeds (head, sheet, campaign…); "all": each in turn
#   SECONDS   for how long, 60 unless told
# Needs clang-16 and libclang-rt-16-dev, which the other scripts do not install. Builds under build/fuzz, with
# AddressSanitizer and UndefinedBehaviorSanitizer. A finding stays in build/fuzz/NAME.found/; make it a unit test, then mend.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

name=${1:-}
seconds=${2:-60}
BYTES_MAX=65536      # of one input
RSS_MEGABYTES_MAX=1024

if [ "$name" = all ]; then
    for file in tests/fuzz/*.cpp; do "$0" "$(basename "$file" .cpp)" "$seconds"; done
    exit
fi
source=tests/fuzz/$name.cpp
if [ -z "$name" ] || [ ! -f "$source" ]; then
    sed -n 's/^# \{0,1\}//p' "$0" | head -n 7 >&2
    exit 2
fi
compiler=
for candidate in clang++-16 clang++-17 clang++-18; do
    if command -v "$candidate" >/dev/null; then
        compiler=$candidate
        break
    fi
done
if [ -z "$compiler" ]; then
    echo "clang++-16 is needed: apt-get install clang-16 libclang-rt-16-dev" >&2
    exit 1
fi

out=build/fuzz
mkdir -p "$out/objects" "$out/$name.corpus" "$out/$name.found"
flags=(-std=c++20 -O1 -g "-fsanitize=fuzzer-no-link,address,undefined" -fno-sanitize-recover=all -fno-omit-frame-pointer
    -DTOML_HEADER_ONLY=0 -DTOML_SHARED_LIB=1 -DFMT_SHARED -Isrc -Itools -Ibuild/made)
# What a target is made of stands in its own head: "// sources: …" and "// libs: …".
read -ra sources <<<"$(sed -n 's|^// sources: ||p' "$source" | tr '\n' ' ')"
read -ra libs <<<"$(sed -n 's|^// libs: ||p' "$source" | tr '\n' ' ')"
objects=()
# shellcheck disable=SC2068  # the sources are patterns
for file in ${sources[@]} "$source"; do
    object=$out/objects/${file//\//_}.o
    if [ ! -f "$object" ] || [ -n "$(find "$file" src tools -newer "$object" -name '*.hpp' -print -quit)" ] || [ "$file" -nt "$object" ]; then
        nice -n 10 "$compiler" "${flags[@]}" -c "$file" -o "$object"
    fi
    objects+=("$object")
done
"$compiler" -fsanitize=fuzzer,address,undefined "${objects[@]}" -o "$out/$name" "${libs[@]}"

seeds=()
if [ -d "tests/fuzz/seeds/$name" ]; then seeds=("tests/fuzz/seeds/$name"); fi
nice -n 10 "$out/$name" -max_total_time="$seconds" -max_len="$BYTES_MAX" -rss_limit_mb="$RSS_MEGABYTES_MAX" -timeout=10 \
    -print_final_stats=1 -artifact_prefix="$out/$name.found/" "$out/$name.corpus" "${seeds[@]}" 2>"$out/$name.log" || {
    tail -n 40 "$out/$name.log"
    exit 1
}
sed -n 's/^stat::\(number_of_executed_units\|average_exec_per_sec\|peak_rss_mb\): */  \1 /p' "$out/$name.log" | tr -s ' \n' ' '
echo "$name: nothing found in $seconds s"
