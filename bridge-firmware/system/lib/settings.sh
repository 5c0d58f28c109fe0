# shellcheck shell=bash
# User, folders and settings. The settings are the user's: written once, never over.

add_user() {
  if ! getent passwd "$USER_NAME" >/dev/null; then
    run "add the system user $USER_NAME, who can't log in" useradd --system --user-group --no-create-home \
      --home-dir "$DATA_DIR" --shell /usr/sbin/nologin "$USER_NAME"
  fi
  [ -n "$command_user" ] && [ "$command_user" != root ] || return 0
  getent passwd "$command_user" >/dev/null || fail "--user $command_user: there is no such user" "name one that exists"
  if ! id -nG "$command_user" | tr ' ' '\n' | grep -qx "$USER_NAME"; then
    run "let $command_user use the house-band command (from the next login on)" usermod -aG "$USER_NAME" "$command_user"
  fi
}

add_folders() {
  put_folder "$DATA_DIR" 750 "$USER_NAME"
  if [ "$music_dir" = "$DATA_DIR/music" ]; then
    # whoever may command the bridge may bring it music
    put_folder "$music_dir" 2770 "$USER_NAME"
  elif [ ! -d "$music_dir" ]; then
    fail "--music $music_dir: there is no such folder" "make it, or leave --music out"
  elif [ "$(stat -Lc '%A' "$music_dir" | cut -c8,10)" != rx ]; then
    warn "$music_dir can't be read by everyone, so not by the bridge: chmod -R o+rX $music_dir"
  fi
}

put_folder() {
  [ -d "$1" ] && [ "$(stat -c '%a %U' "$1")" = "$2 $3" ] && return
  run "make $1" install -d -o "$3" -g "$USER_NAME" -m "$2" "$1"
}

install_settings() {
  local draft file="$CONFIG_DIR/house-band.json"
  if [ -f "$file" ]; then
    say "$file is yours and stays as it is"
    [ "$demo" = no ] || warn "--demo changes no settings that are there: see \"bluetooth\" in them"
  else
    draft="$(mktemp)"
    sed -e "s|@THING@|$(new_thing)|" -e "s|@MUSIC@|$(sed_safe "$music_dir")|" "$here/house-band.json" >"$draft"
    [ "$demo" = no ] || sed -i -e "/^  \"bluetooth\":/{" -e "r $here/demo-speakers.part" -e "d" -e "}" "$draft"
    put "$draft" "$file" 644
    rm -f "$draft"
  fi
  put_settings "$here/bluetooth.conf" "$CONFIG_DIR/bluetooth.conf"
  draft="$(mktemp)"
  sed "s|^music_directory .*|music_directory        \"$(sed_safe "$(music_setting)")\"|" "$here/mpd.conf" >"$draft"
  put_settings "$draft" "$CONFIG_DIR/mpd.conf"
  rm -f "$draft"
  leave_adapter_alone
}

# What sed would take for more than letters
sed_safe() { printf '%s' "$1" | sed 's/[&|]/\\&/g'; }

# This bridge's own name, for the day it gets a cloud: 16 letters and digits, none of which looks like another
new_thing() {
  local letters
  letters="$(head -c 1024 /dev/urandom | LC_ALL=C tr -dc '0-9a-hjkmnp-tv-z')"
  printf 'hb-%s' "${letters:0:16}"
}

# On a desktop, WirePlumber would connect the speakers first. Version 0.4 reads Lua, 0.5 reads its own format.
leave_adapter_alone() {
  if [ -d /usr/share/wireplumber/bluetooth.lua.d ]; then
    put "$here/wireplumber/51-house-band.lua" /etc/wireplumber/bluetooth.lua.d/51-house-band.lua 644
  elif [ -f /usr/share/wireplumber/wireplumber.conf ]; then
    put "$here/wireplumber/51-house-band.conf" /etc/wireplumber/wireplumber.conf.d/51-house-band.conf 644
  fi
}

# The folder that the settings name; before there are any, the one that was asked for
music_setting() {
  local folder
  folder="$(sed -n 's/.*"musicDirectory": *"\([^"]*\)".*/\1/p' "$CONFIG_DIR/house-band.json" 2>/dev/null || true)"
  printf '%s' "${folder:-$music_dir}"
}
cloud_setting() { grep -o '"cloud" *:' "$CONFIG_DIR/house-band.json" 2>/dev/null || true; }
