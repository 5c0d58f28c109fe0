"""A phone's player: a list of titles, played over and over, that bluetoothd tells others of and that others can tell what to do.

@see MPRIS 2.2, org.mpris.MediaPlayer2.Player; @see BlueZ doc/media-api.txt, RegisterPlayer
"""
import threading

import dbus
import dbus.service
from gi.repository import GLib

from bluez import PROPERTIES, bluez

PLAYER = "org.mpris.MediaPlayer2.Player"
PATH = "/phone/player"


class Player(dbus.service.Object):
    """`play` and `pause` start and stop the sound, and may take their time."""

    def __init__(self, titles, artist, play, pause):
        self.titles, self.artist = titles, artist
        self.play, self.pause = play, pause
        self.at = 0
        self.is_playing = False
        self.told = []
        dbus.service.Object.__init__(self, bluez.connection, PATH)

    def properties(self):
        track = {
            "mpris:trackid": dbus.ObjectPath("%s/track%d" % (PATH, self.at)),
            "xesam:title": self.titles[self.at],
            "mpris:length": dbus.Int64(180_000_000),
        }
        if self.artist is not None:
            track["xesam:artist"] = dbus.Array([self.artist], signature="s")
        can = {"Can" + what: dbus.Boolean(True) for what in ("Play", "Pause", "GoNext", "GoPrevious", "Control")}
        return {
            "Identity": "Music",
            "PlaybackStatus": "Playing" if self.is_playing else "Paused",
            "Metadata": dbus.Dictionary(track, signature="sv"),
            **can,
        }

    def tell(self):
        """From any thread."""
        GLib.idle_add(lambda: self.PropertiesChanged(PLAYER, dbus.Dictionary(self.properties(), signature="sv"), []))

    def set_playing(self, is_playing):
        if self.is_playing != is_playing:
            self.is_playing = is_playing
            self.tell()

    def go(self, steps):
        self.at = (self.at + steps) % len(self.titles)
        self.tell()

    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, invalidated):
        pass

    # --- what others tell it; the sound is not waited for

    @dbus.service.method(PLAYER)
    def Play(self):
        self.told.append("play")
        threading.Thread(target=self.play, daemon=True).start()

    @dbus.service.method(PLAYER)
    def Pause(self):
        self.told.append("pause")
        threading.Thread(target=self.pause, daemon=True).start()

    @dbus.service.method(PLAYER)
    def Next(self):
        self.told.append("next")
        self.go(1)

    @dbus.service.method(PLAYER)
    def Previous(self):
        self.told.append("previous")
        self.go(-1)
