# shellcheck shell=bash
# systemd's part: our units, and drop-ins for the units of bluez, bluez-alsa and MPD, whose own files stay as they are.

readonly UNITS=(house-band.service house-band-engine.socket house-band-engine@.service)
readonly DROPINS=(bluetooth.service bluealsa.service bluealsa-aplay.service mpd.service mpd.socket)

install_services() {
  local unit before="$changes"
  for unit in "${UNITS[@]}"; do put "$here/units/$unit" "$UNIT_DIR/$unit" 644; done
  put "$here/dropins/bluetooth.conf" "$UNIT_DIR/bluetooth.service.d/house-band.conf" 644
  put "$here/dropins/bluealsa.conf" "$UNIT_DIR/bluealsa.service.d/house-band.conf" 644
  put "$here/dropins/bluealsa-aplay.conf" "$UNIT_DIR/bluealsa-aplay.service.d/house-band.conf" 644
  put "$here/dropins/mpd.conf" "$UNIT_DIR/mpd.service.d/house-band.conf" 644
  put "$here/dropins/mpd.socket.conf" "$UNIT_DIR/mpd.socket.d/house-band.conf" 644
  put "$here/tmpfiles.conf" /etc/tmpfiles.d/house-band.conf 644
  put_music_access
  for unit in house-band.service house-band-engine.socket; do
    if [ ! -L "$(wants_link "$unit")" ]; then run "start $unit with the system" enable "$unit"; fi
  done
  units_changed=$((changes - before))
}

enable() { systemctl enable --quiet "$1"; }

wants_link() {
  case "$1" in
    *.socket) printf '%s/sockets.target.wants/%s' "$UNIT_DIR" "$1" ;;
    *) printf '%s/multi-user.target.wants/%s' "$UNIT_DIR" "$1" ;;
  esac
}

# Homes are hidden from the services; a music folder in one is shown, read-only, and nothing else of it.
put_music_access() {
  local folder unit
  folder="$(music_setting)"
  for unit in house-band.service house-band-engine@.service; do
    case "$folder" in
      /home/* | /root/*)
        put_text "[Service]
ProtectHome=tmpfs
BindReadOnlyPaths=\"$folder\"" "$UNIT_DIR/$unit.d/music.conf" 644
        ;;
      *)
        remove "$UNIT_DIR/$unit.d/music.conf"
        remove_empty "$UNIT_DIR/$unit.d"
        ;;
    esac
  done
}

# Its socket can't be restarted under a service that runs. Afterwards it is as its owner enabled it; the bridge starts the
# socket by itself.
restart_mpd() {
  local unit
  systemctl cat mpd.service >/dev/null 2>&1 || return 0
  systemctl stop mpd.service mpd.socket
  for unit in mpd.socket mpd.service; do
    if systemctl is-enabled --quiet "$unit"; then systemctl start "$unit"; fi
  done
}

start_services() {
  if ! has_systemd; then
    say "systemd does not run here: the services start with the next boot"
    return
  fi
  if [ "$changes" -eq 0 ]; then
    say "nothing changed: what runs goes on"
    return
  fi
  run "read the units" systemctl daemon-reload
  run "make the players' pipes" systemd-tmpfiles --create /etc/tmpfiles.d/house-band.conf
  if [ "${units_changed:-0}" -gt 0 ]; then
    run "restart Bluetooth" systemctl try-restart bluetooth.service bluealsa.service
    run "stop bluealsa-aplay" systemctl stop bluealsa-aplay.service
    run "restart MPD" restart_mpd
  fi
  run "listen for the engine" systemctl restart house-band-engine.socket
  run "start the bridge" systemctl restart house-band.service
}
