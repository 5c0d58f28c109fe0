# shellcheck shell=bash
# Takes away what the installer brought. The user's music is never deleted unless that was asked for in so many words.

uninstall() {
  check_music
  step "services"
  stop_services
  step "files"
  local unit
  for unit in "${UNITS[@]}"; do
    remove "$UNIT_DIR/$unit"
    remove "$UNIT_DIR/$unit.d"
  done
  for unit in "${DROPINS[@]}"; do
    remove "$UNIT_DIR/$unit.d/house-band.conf"
    remove_empty "$UNIT_DIR/$unit.d"
  done
  remove /etc/wireplumber/bluetooth.lua.d/51-house-band.lua
  remove /etc/wireplumber/wireplumber.conf.d/51-house-band.conf
  for unit in /bluetooth.lua.d /wireplumber.conf.d ""; do remove_empty "/etc/wireplumber$unit"; done
  remove /etc/tmpfiles.d/house-band.conf
  remove /usr/local/bin/house-band
  if has_systemd; then
    run "read the units" systemctl daemon-reload
    run "restart Bluetooth" systemctl try-restart bluetooth.service bluealsa.service
    run "give MPD back" restart_mpd
  fi
  step "packages"
  remove_packages
  remove "$PROGRAM_DIR"
  step "data"
  remove_data
  finish "House Band is gone"
}

check_music() {
  [ "$keep_data" = no ] && [ "$delete_music" = no ] || return 0
  [ -d "$DATA_DIR/music" ] && [ -n "$(find "$DATA_DIR/music" -type f -print -quit)" ] || return 0
  fail "there is music in $DATA_DIR/music" "move it elsewhere, or add --keep-data or --delete-music"
}

stop_services() {
  local unit
  for unit in house-band.service house-band-engine.socket; do
    if has_systemd && [ -f "$UNIT_DIR/$unit" ]; then run "stop $unit" systemctl disable --now --quiet "$unit"; fi
    remove "$(wants_link "$unit")"
  done
}

remove_data() {
  if [ "$keep_data" = yes ]; then
    say "kept: $CONFIG_DIR, $DATA_DIR, and the user $USER_NAME, whose files they are"
    return
  fi
  remove "$CONFIG_DIR"
  remove "$DATA_DIR"
  remove /run/house-band
  if getent passwd "$USER_NAME" >/dev/null; then run "remove the user $USER_NAME" userdel "$USER_NAME"; fi
}
