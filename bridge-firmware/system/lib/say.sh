# shellcheck shell=bash
# What the installer says, and how it changes things: through `run` and `put`, which count, and only talk on a dry run.

readonly PROGRAM_DIR=/opt/house-band
readonly CONFIG_DIR=/etc/house-band
readonly DATA_DIR=/var/lib/house-band
readonly UNIT_DIR=/etc/systemd/system
readonly USER_NAME=house-band

changes=0

step() { printf '\n== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }
warn() { printf '   ! %s\n' "$*" >&2; }

# $1 what is wrong, $2 what to do about it
fail() {
  printf '\n!! %s\n   %s\n' "$1" "$2" >&2
  exit 1
}

# One change: $1 says it, the rest does it.
run() {
  local what="$1"
  shift
  changes=$((changes + 1))
  if [ "$dry_run" = yes ]; then
    say "would: $what"
    return
  fi
  say "$what"
  "$@" || fail "that failed: $1" "what is above says why; when it is mended, run this again"
}

# The end of it: $1 says what is so now, or would be
finish() {
  if [ "$dry_run" = yes ]; then
    step "a dry run, nothing was changed: $1 after $changes change(s)"
  else
    step "done: $1, $changes change(s)"
  fi
}

# put SOURCE DESTINATION MODE: root's file, written only where it differs
put() {
  local source="$1" destination="$2" file_mode="$3"
  if [ -f "$destination" ] && cmp -s "$source" "$destination" &&
    [ "$(stat -c '%a %U' "$destination")" = "$file_mode root" ]; then
    return
  fi
  run "write $destination" install -D -o root -g root -m "$file_mode" "$source" "$destination"
}

# put_text TEXT DESTINATION MODE: the same from a text
put_text() {
  local draft
  draft="$(mktemp)"
  printf '%s\n' "$1" >"$draft"
  put "$draft" "$2" "$3"
  rm -f "$draft"
}

# put_settings SOURCE DESTINATION: a file that is the user's to change: a changed one is left alone, and told
put_settings() {
  local source="$1" destination="$2" last
  last="$PROGRAM_DIR/templates/$(basename "$2")"
  if [ -f "$destination" ] && [ -f "$last" ] && ! cmp -s "$destination" "$last" && ! cmp -s "$source" "$last"; then
    warn "$destination was changed by hand and is left as it is; the new one is $last"
  elif [ ! -f "$destination" ] || { [ -f "$last" ] && cmp -s "$destination" "$last"; }; then
    put "$source" "$destination" 644
  fi
  put "$source" "$last" 644
}

remove() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  run "remove $1" rm -rf -- "$1"
}

remove_empty() {
  [ -d "$1" ] || return 0
  [ -z "$(ls -A "$1")" ] || return 0
  run "remove $1" rmdir "$1"
}

has_systemd() { [ -d /run/systemd/system ]; }
