#!/usr/bin/env bash
# Installs House Band's bridge on Debian 12, Debian 13 or Raspberry Pi OS, upgrades it, takes it back a version, and
# removes it again. Running it twice changes nothing. What it puts where is in docs/install.md.
set -euo pipefail

here="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)"
readonly here

USAGE="Usage: sudo $0 [options]

  --music DIR      play the music in DIR (default: /var/lib/house-band/music); only at the first installation
  --demo           speakers that exist in software, to try it out; only at the first installation
  --user NAME      let NAME use the house-band command (default: who called sudo)
  --rollback       go back to the version that was installed before this one
  --uninstall      remove House Band and the Debian packages that came with it
  --keep-data      with --uninstall: keep the configuration, the home, the journal and the music
  --delete-music   with --uninstall: delete the music in /var/lib/house-band/music, too
  --dry-run        say what would be done, and do nothing
  --help           this text"

mode=install
demo=no
dry_run=no
keep_data=no
delete_music=no
music_dir=/var/lib/house-band/music
command_user="${SUDO_USER:-}"

# shellcheck source=lib/say.sh
. "$here/lib/say.sh"
# shellcheck source=lib/packages.sh
. "$here/lib/packages.sh"
# shellcheck source=lib/program.sh
. "$here/lib/program.sh"
# shellcheck source=lib/settings.sh
. "$here/lib/settings.sh"
# shellcheck source=lib/services.sh
. "$here/lib/services.sh"
# shellcheck source=lib/uninstall.sh
. "$here/lib/uninstall.sh"

read_options() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --music | --user)
        [ $# -ge 2 ] || fail "$1 needs a value" "see $0 --help"
        if [ "$1" = --music ]; then music_dir="$2"; else command_user="$2"; fi
        shift
        ;;
      --demo) demo=yes ;;
      --rollback) mode=rollback ;;
      --uninstall) mode=uninstall ;;
      --keep-data) keep_data=yes ;;
      --delete-music) delete_music=yes ;;
      --dry-run) dry_run=yes ;;
      --help | -h)
        printf '%s\n' "$USAGE"
        exit 0
        ;;
      *) fail "$1 is no option" "see $0 --help" ;;
    esac
    shift
  done
  case "$music_dir" in
    *[[:cntrl:]\"\\]*) fail "--music: a folder's name may hold no quotes, backslashes or line breaks" "rename it, or use a link to it" ;;
    /*) ;;
    *) fail "--music $music_dir: expected a path from the root, such as /srv/music" "give the whole path" ;;
  esac
  [ "$dry_run" = yes ] || [ "$(id -u)" = 0 ] || fail "only root may install" "run: sudo $0"
}

check_system() {
  local id version_id name
  id="$(os_field ID)"
  version_id="$(os_field VERSION_ID)"
  name="$(os_field PRETTY_NAME)"
  case "$id:$version_id" in
    debian:12 | debian:13 | raspbian:12 | raspbian:13) say "system: $name" ;;
    *) fail "this is ${name:-an unknown system}; House Band is tried on Debian 12, Debian 13 and Raspberry Pi OS of those" \
      "install it on one of these" ;;
  esac
  case "$(dpkg --print-architecture)" in
    amd64 | arm64) ;;
    *) fail "this system is $(dpkg --print-architecture): the audio engine is built for 64 bits (arm64, amd64)" \
      "install the 64-bit edition of Raspberry Pi OS, which the Pi 3 and newer run" ;;
  esac
}

os_field() { sed -n "s/^$1=//p" /etc/os-release | tr -d '"'; }

install_all() {
  step "looking at this machine"
  check_system
  find_program
  choose_node
  step "Debian packages"
  install_packages
  step "user and folders"
  add_user
  add_folders
  step "program"
  install_program
  step "settings"
  install_settings
  step "services"
  install_services
  start_services
  summary
}

summary() {
  finish "House Band $(version_of "$program")"
  say "settings:  /etc/house-band/house-band.json"
  say "music:     $(music_setting)"
  say "try:       house-band status; house-band audit"
  say "speakers:  $(next_step)"
  if [ -z "$(cloud_setting)" ]; then
    say "this bridge works locally: without a cloud section in its settings there is no voice yet"
  fi
}

# What it takes until something is heard
next_step() {
  local adapters=(/sys/class/bluetooth/hci*)
  if grep -q '"kind" *: *"sim"' "$CONFIG_DIR/house-band.json" 2>/dev/null; then
    printf 'they exist in software only; for real ones: "bluetooth": { "kind": "bluez" } in the settings'
  elif [ -e "${adapters[0]}" ]; then
    printf 'put one into pairing mode, then: house-band pair'
  else
    printf 'this machine has no Bluetooth adapter: plug one in, then: house-band pair'
  fi
}

read_options "$@"
case "$mode" in
  install) install_all ;;
  rollback) rollback ;;
  uninstall) uninstall ;;
esac
