# shellcheck shell=bash
# The Debian packages that the bridge needs, and the Node that runs it. What is installed here is written down, so that
# an uninstall takes away just that.

readonly PACKAGES=(bluez bluez-alsa-utils mpd alsa-utils iw)
readonly ADDED_LIST="$PROGRAM_DIR/packages-added"
readonly NEEDED_NODE=20.19.0

missing_packages=()
node_binary=""

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null || true)" = "ii " ]; }
all_installed() { dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii //p' | sort; }
is_new_enough() { dpkg --compare-versions "$1" ge "$NEEDED_NODE"; }

# The bundled Node, else the system's, else Debian's where it is new enough.
choose_node() {
  local bundled="$program/node/bin/node" version
  if [ -x "$bundled" ]; then
    version="$("$bundled" --version 2>/dev/null || true)"
    [ -n "$version" ] || fail "the Node that came with this build does not run here ($(uname -m))" \
      "build again with: npm run build -w bridge-firmware -- --node $(node_platform)"
    node_binary=../node/bin/node
    say "Node: ${version#v}, from this build"
    return
  fi
  version="$(/usr/bin/node --version 2>/dev/null || true)"
  if [ -n "$version" ] && is_new_enough "${version#v}"; then
    node_binary=/usr/bin/node
    say "Node: ${version#v}, the system's"
    return
  fi
  if [ "$dry_run" = yes ]; then
    missing_packages+=(nodejs)
    node_binary=/usr/bin/node
    say "Node: Debian's, where it is $NEEDED_NODE or newer: the package lists would tell"
    return
  fi
  refresh_lists
  version="$(apt-cache policy nodejs | sed -n 's/^ *Candidate: //p')"
  if [ -n "$version" ] && is_new_enough "$version"; then
    missing_packages+=(nodejs)
    node_binary=/usr/bin/node
    say "Node: $version, from Debian"
    return
  fi
  fail "House Band needs Node.js $NEEDED_NODE or newer; this system has ${version:-none}" \
    "on the machine where you build: npm run build -w bridge-firmware -- --node $(node_platform), then copy dist here and run this again"
}

node_platform() {
  case "$(uname -m)" in
    x86_64) printf 'linux-x64' ;;
    *) printf 'linux-arm64' ;;
  esac
}

lists_are_fresh=no
refresh_lists() {
  [ "$lists_are_fresh" = no ] || return 0
  apt-get update -qq || fail "the package lists could not be read" "check the network and /etc/apt, then run this again"
  lists_are_fresh=yes
}

install_packages() {
  local package before
  for package in "${PACKAGES[@]}"; do is_installed "$package" || missing_packages+=("$package"); done
  if [ ${#missing_packages[@]} -eq 0 ]; then
    say "all there: ${PACKAGES[*]}"
    return
  fi
  [ "$dry_run" = yes ] || refresh_lists
  before="$(all_installed)"
  run "install ${missing_packages[*]}" apt_install "${missing_packages[@]}"
  [ "$dry_run" = yes ] || note_added "$before"
}

apt_install() { apt_quietly install --no-install-recommends "$@"; }
apt_purge() { apt_quietly purge "$@"; }

# Says nothing where all goes well, and the end of what was said where it doesn't.
apt_quietly() {
  local log status=0
  log="$(mktemp)"
  DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || tail -n 20 "$log" >&2
  rm -f "$log"
  return "$status"
}

note_added() {
  mkdir -p "$PROGRAM_DIR"
  comm -13 <(printf '%s\n' "$1") <(all_installed) >>"$ADDED_LIST"
  say "$(wc -l <"$ADDED_LIST") packages are new here; an uninstall removes them"
}

# Only what was added here, and nothing that something else has come to need.
remove_packages() {
  local added=() also
  [ -f "$ADDED_LIST" ] || return 0
  mapfile -t added < <(while read -r package; do if is_installed "$package"; then echo "$package"; fi; done <"$ADDED_LIST")
  [ ${#added[@]} -gt 0 ] || return 0
  also="$(apt-get -s purge "${added[@]}" | sed -n 's/^Purg \([^ ]*\).*/\1/p' | sort | comm -23 - <(sort "$ADDED_LIST"))"
  if [ -n "$also" ]; then
    warn "other packages need some of those that came with House Band ($(echo "$also" | tr '\n' ' ')): they stay"
    run "leave them to apt-get autoremove" apt-mark auto "${added[@]}"
    return
  fi
  run "remove ${#added[@]} packages that came with House Band" apt_purge "${added[@]}"
}
