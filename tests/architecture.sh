#!/usr/bin/env bash
# The house keeps its order: a room uses only rooms listed before it, SQL stays in its places, files stay small,
# nothing promises later work, no large file is kept. Prints each breach with file and line; fails if there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The total order of the rooms (docs/decisions; src/README.md). services/… stand between funding and site.
ROOMS='base db html http journal territories search messaging people documents web files account cases calendar ledger
publication committee consultation outreach relay store funding services site demo app'

# Where SQL may be written, beside *_rows.cpp and migrations/: the engines themselves.
SQL_ALLOWED='^src/(db/|journal/|search/)'

LINES_MAX=600
FILE_BYTES_MAX=$((512 * 1024))
breaches=0
breach() {
    printf '%s\n' "$*"
    breaches=$((breaches + 1))
}

position() {
    local at=0 room
    for room in $ROOMS; do
        at=$((at + 1))
        if [ "$room" = "$1" ]; then
            echo "$at"
            return 0
        fi
    done
    echo 0
}

# uses WHERE ROOM USED: ROOM's line WHERE uses USED.
uses() {
    local mine theirs
    mine=$(position "$2")
    theirs=$(position "$3")
    if [ "$theirs" -gt "$mine" ]; then breach "$1: $2 uses $3, which is listed after it"; fi
}

# Each folder under src/ is a room of the list.
for folder in src/*/; do
    room=$(basename "$folder")
    if [ "$(position "$room")" = 0 ]; then breach "$folder: not a room of the list in tests/architecture.sh"; fi
done

# Includes written from src/: "ROOM/…". What is no room (a test's own folder, say) is not this check's business.
while IFS=: read -r file line used; do
    room=${file#src/}
    uses "$file:$line" "${room%%/*}" "$used"
done < <(grep -rnoE --include='*.?pp' --include='*.html' --include='*.txt' '^[[:space:]]*#[[:space:]]*include "[a-z_]+/' src/*/ 2>/dev/null |
    sed -E 's/^([^:]*:[0-9]+):.*"([a-z_]+)\/$/\1:\2/')

# The links of src/CMakeLists.txt: room(NAME … ROOMS a b c … LIBS …), and their order there.
if [ -f src/CMakeLists.txt ]; then
    before=0
    while read -r line room used; do
        here=$(position "$room")
        if [ "$here" = 0 ]; then breach "src/CMakeLists.txt:$line: $room is no room of the list"; fi
        if [ "$here" -lt "$before" ]; then breach "src/CMakeLists.txt:$line: $room stands after a later room"; fi
        before=$here
        for name in $used; do uses "src/CMakeLists.txt:$line" "$room" "$name"; done
    done < <(awk '
        /^[[:space:]]*#/ {next}
        /^room\(/ {open = 1; start = NR; text = ""}
        open {text = text " " $0}
        open && /\)/ {
            open = 0
            sub(/^[^(]*\(/, "", text); sub(/\).*/, "", text)
            n = split(text, word, /[[:space:]]+/); rooms = ""; taking = 0
            for (i = 2; i <= n; i++) {
                if (word[i] == "ROOMS") taking = 1
                else if (word[i] == "LIBS") taking = 0
                else if (taking) rooms = rooms " " word[i]
            }
            print start, word[1] rooms
        }' src/CMakeLists.txt)
fi

# SQL keywords in upper case, comments aside.
# shellcheck disable=SC2016  # the dollars belong to awk
while IFS= read -r found; do breach "$found: SQL belongs in *_rows.cpp"; done < <(
    find src -type f \( -name '*.cpp' -o -name '*.hpp' -o -name '*.html' \) ! -name '*_rows.cpp' ! -path '*/migrations/*' |
        { grep -vE "$SQL_ALLOWED" || true; } | LC_ALL=C sort |
        xargs -r awk '{code = $0; sub(/\/\/.*/, "", code)} code ~ /(^|[^A-Za-z_])(SELECT|INSERT|UPDATE|DELETE) / {print FILENAME ":" FNR}'
)

# Long files hold two things.
while read -r lines file; do
    if [ "$lines" -gt "$LINES_MAX" ]; then breach "$file: $lines lines, at most $LINES_MAX"; fi
done < <(find src -type f \( -name '*.cpp' -o -name '*.hpp' -o -name '*.html' -o -name '*.sql' \) -exec wc -l {} \;)

# Nothing promised for later. The words are cut in two so that this file does not find itself.
promise='TO''DO|FIX''ME'
while IFS= read -r found; do breach "$found"; done < <(
    grep -rnE "$promise" --include='*.?pp' --include='*.html' --include='*.sql' --include='*.mjs' --include='*.js' --include='*.scss' \
        --include='*.sh' --include='*.txt' --include='*.cmake' src tests tools assets packaging bench cmake run test 2>/dev/null || true
)

# What is in the repository was written or drawn by us: a database or an archive got in by mistake.
if git rev-parse --git-dir >/dev/null 2>&1; then
    while read -r size file; do
        if [ "$size" -gt "$FILE_BYTES_MAX" ]; then breach "$file: $size bytes, at most $FILE_BYTES_MAX"; fi
    done < <(git ls-files -z | xargs -0 -r stat -c '%s %n' 2>/dev/null)
fi

if [ "$breaches" -gt 0 ]; then
    echo "$breaches breaches"
    exit 1
fi
