# shellcheck shell=bash
# What ./run and ./test share: installing, assets, configuring and building, each skipped when already done.
# Sourced, never run. Expects the working directory to be the root of the repository.

STAMPS=build/.stamps
NODE_MAJOR_MIN=18

say() { printf '%s\n' "$*"; }

# refuse SENTENCE…: says why nothing more can be done, and stops.
refuse() {
    printf '%s\n' "$@" >&2
    exit 1
}

# timed TEXT COMMAND…: runs the command quietly, prints one line with its seconds; its output in full if it fails.
timed() {
    local text=$1 start=$SECONDS log back=''
    shift
    log=$(mktemp)
    if [ -t 1 ]; then printf '… %s' "$text"; back='\r'; fi
    if "$@" >"$log" 2>&1 </dev/null; then
        printf '%b✓ %s (%d s)\n' "$back" "$text" $((SECONDS - start))
        rm -f "$log"
    else
        printf '%b✗ %s (%d s)\n' "$back" "$text" $((SECONDS - start))
        tail -n 80 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }
is_stamped() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }
stamp() {
    mkdir -p "$STAMPS"
    printf '%s\n' "$2" >"$STAMPS/$1"
}

# missing_packages LIST: the packages of the list that are not installed, one a line. An entry "package?command" is
# needed only where the command is missing.
missing_packages() {
    local entry name
    sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$1" | while read -r entry; do
        name=${entry%%\?*}
        if [ "$entry" != "$name" ] && command -v "${entry#*\?}" >/dev/null; then continue; fi
        # shellcheck disable=SC2016  # the braces belong to dpkg-query
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || printf '%s\n' "$name"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
        as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get install -y -q --no-install-recommends \
            -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 "$@"
}

# install_packages LIST TEXT: installs what is missing of the list.
install_packages() {
    local key hash missing
    key=packages-$(basename "$1" .list)
    hash=$(hash_of "$1")
    if is_stamped "$key" "$hash"; then return 0; fi
    mapfile -t missing < <(missing_packages "$1")
    if [ ${#missing[@]} -gt 0 ]; then
        command -v apt-get >/dev/null ||
            refuse "Tremplin s’installe sur Debian 12 : la commande apt-get est absente ici."
        if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
            refuse "Il manque des paquets et ce compte ne peut pas les installer." \
                "Demandez à une personne qui administre la machine de lancer :" \
                "  apt-get install --no-install-recommends ${missing[*]}"
        fi
        timed "$2 : ${#missing[@]} paquets" apt_install "${missing[@]}" ||
            refuse "L’installation des paquets a échoué (voir ci-dessus). Relancez la même commande : elle reprend où elle s’est arrêtée."
    fi
    stamp "$key" "$hash"
}

# install_modules run|test: the npm packages of package-lock.json; "run" leaves out those that only tests use.
install_modules() {
    local hash node_major
    node_major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$node_major" -ge "$NODE_MAJOR_MIN" ] ||
        refuse "Node.js $node_major est trop ancien : il faut la version $NODE_MAJOR_MIN ou une plus récente."
    hash=$(hash_of package-lock.json)
    if [ -d node_modules ]; then
        if is_stamped modules "$hash test"; then return 0; fi
        if [ "$1" = run ] && is_stamped modules "$hash run"; then return 0; fi
    fi
    local options=(--ignore-scripts --no-audit --no-fund --no-update-notifier)
    if [ "$1" = run ]; then options+=(--omit=dev); fi
    timed "Modules npm" npm ci "${options[@]}" ||
        refuse "Les modules npm n’ont pas pu être installés (voir ci-dessus). Vérifiez l’accès au registre npm, puis relancez."
    stamp modules "$hash $1"
}

# build_assets: stylesheet, script and icon into build/assets.
build_assets() {
    local hash sources
    mapfile -t sources < <(find assets -type f | LC_ALL=C sort)
    hash=$(hash_of package-lock.json "${sources[@]}")
    if [ -f build/assets/manifest.json ] && is_stamped assets "$hash"; then return 0; fi
    timed "Feuille de style et script" node assets/build.mjs build/assets
    stamp assets "$hash"
}

has_tests_configured() { grep -qs '^TREMPLIN_TESTS:[A-Z]*=ON' build/CMakeCache.txt; }

# configure run|release: a build folder that already knows the tests stays as it is; a moved clone starts anew.
configure() {
    if [ -f build/CMakeCache.txt ] && ! grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" build/CMakeCache.txt; then
        rm -rf build/CMakeCache.txt build/CMakeFiles build/build.ninja
    fi
    if [ -f build/build.ninja ]; then
        if [ "$1" = run ] || has_tests_configured; then return 0; fi
    fi
    timed "Préparation de la compilation" cmake --preset "$1"
}

# compile TARGET…: at a terminal ninja shows its progress; elsewhere only failures and one closing line.
compile() {
    local start=$SECONDS quiet=(--quiet)
    if [ -t 1 ]; then quiet=(); fi
    if ! ninja -C build -j "$(nproc)" "${quiet[@]}" "$@" </dev/null; then
        say "✗ Compilation ($((SECONDS - start)) s)"
        return 1
    fi
    say "✓ Compilation ($((SECONDS - start)) s)"
}
