# shellcheck shell=bash
# The program: versions side by side below /opt/house-band, root's, with `current` and `previous` pointing at two of them.

program=""

# Beside the installer in a build; a checkout has its build in dist.
find_program() {
  if [ -f "$here/../main.js" ]; then
    program="$(cd "$here/.." && pwd)"
  elif [ -f "$here/../dist/main.js" ]; then
    program="$(cd "$here/../dist" && pwd)"
  else
    fail "there is no program to install beside $here" "build it first: npm ci && npm run build -w bridge-firmware"
  fi
  say "program: $(version_of "$program") in $program"
}

version_of() { sed -n 's/.*"version":"\([^"]*\)".*/\1/p' "$1/version.json" 2>/dev/null || true; }

install_program() {
  local version target before
  version="$(version_of "$program")"
  [ -n "$version" ] || fail "$program has no version.json" "build it again: npm run build -w bridge-firmware"
  target="$PROGRAM_DIR/versions/$version"
  if [ ! -d "$target" ]; then run "copy version $version to $target" copy_program "$target"; fi
  point_node "$target"
  before="$(readlink "$PROGRAM_DIR/current" || true)"
  if [ "$before" != "versions/$version" ]; then
    if [ -n "$before" ]; then run "keep ${before#versions/} for --rollback" point previous "$before"; fi
    run "make $version the current version" point current "versions/$version"
    tell_new_settings "$before"
  fi
  forget_old_versions
  # shellcheck disable=SC2016 # the wrapper expands its own arguments
  put_text '#!/bin/sh
exec /opt/house-band/current/bin/node /opt/house-band/current/cli.js "$@"' /usr/local/bin/house-band 755
}

copy_program() {
  local draft="$1.partial"
  rm -rf "$draft"
  mkdir -p "$draft"
  cp -R "$program/." "$draft/"
  chown -R root:root "$draft"
  chmod -R u=rwX,go=rX "$draft"
  mkdir -p "$draft/bin"
  mv -T "$draft" "$1"
}

# A system that got its own Node, or a build that brings one, is followed at the next run.
point_node() {
  [ "$(readlink "$1/bin/node" 2>/dev/null || true)" = "$node_binary" ] && return
  run "run it with $node_binary" ln -sfn "$node_binary" "$1/bin/node"
}

# A link is replaced in one step: whoever starts the program meanwhile finds one version or the other.
point() {
  ln -sfn "$2" "$PROGRAM_DIR/$1.new"
  mv -T "$PROGRAM_DIR/$1.new" "$PROGRAM_DIR/$1"
}

forget_old_versions() {
  local folder kept
  kept=" $(readlink "$PROGRAM_DIR/current" || true) $(readlink "$PROGRAM_DIR/previous" || true) "
  for folder in "$PROGRAM_DIR"/versions/*; do
    [ -d "$folder" ] || continue
    case "$kept" in *" versions/$(basename "$folder") "*) ;; *) [ "$dry_run" = yes ] || remove "$folder" ;; esac
  done
}

# Settings are never overwritten: what can be set since this version is said.
tell_new_settings() {
  local old="$PROGRAM_DIR/$1/settings.txt" new
  [ -n "$1" ] && [ -f "$old" ] || return 0
  new="$(comm -13 <(sort "$old") <(sort "$program/settings.txt") | tr '\n' ' ')"
  [ -z "$new" ] || say "new settings, which have defaults (docs/install.md): $new"
}

rollback() {
  local before current
  step "back to the version before"
  current="$(readlink "$PROGRAM_DIR/current" || true)"
  before="$(readlink "$PROGRAM_DIR/previous" || true)"
  if [ -z "$before" ] || [ ! -d "$PROGRAM_DIR/$before" ]; then
    fail "no earlier version is kept here" "install the version you want"
  fi
  run "make ${before#versions/} the current version" point current "$before"
  run "keep ${current#versions/} for another --rollback" point previous "$current"
  start_services
}
