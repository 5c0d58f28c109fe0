"""A phone that plays to the bridge: an A2DP source of bluetoothd's on a virtual controller of its own, and what its owner does.

The tests say what (door.py). What it plays is made by the host, a file of SBC frames that are all of one length, and goes out
by the phone's own clock. Each packet is kept with the moment it left, as speakers keep what reaches them (recording.py).
"""
import json
import os
import struct
import sys
import threading
import time

import dbus
import dbus.service
from gi.repository import GLib

import recording
from bluez import ADAPTER, DEVICE, ENDPOINT, MEDIA, TRANSPORT, bluez, hands
from door import answered, in_main_loop, serve
from management import Management
from player import PATH as PLAYER_PATH
from player import Player
from speaker import SBC, SBC_CHOSEN, SBC_OFFERED, Agent, log

A2DP_SOURCE, A2DP_SINK = "0000110a-0000-1000-8000-00805f9b34fb", "0000110b-0000-1000-8000-00805f9b34fb"
ENDPOINT_PATH, AGENT_PATH = "/phone/endpoint", "/phone/agent"
RATE_HZ, FRAME_SAMPLES = 48_000, 128
# @see RFC 3550: version 2, a payload type of those that are agreed on elsewhere; @see A2DP 1.3, 4.3.4: a byte that counts frames
RTP = struct.Struct(">BBHIIB")
PAYLOAD_TYPE, MOST_FRAMES = 96, 15
PAIRS_WITHIN_S = 30
# @see Bluetooth Assigned Numbers, 2.8: a smart phone, a loudspeaker
PHONE, ECHO = (2, 3), (4, 5)


class Endpoint(dbus.service.Object):
    """Where the phone's sound comes out. `transport` is there while the bridge is connected for music."""

    def __init__(self):
        self.transport = None
        dbus.service.Object.__init__(self, bluez.connection, ENDPOINT_PATH)

    @dbus.service.method(ENDPOINT, in_signature="oa{sv}", out_signature="")
    def SetConfiguration(self, transport, properties):
        self.transport = str(transport)
        log("the phone is configured", bytes(properties["Configuration"]).hex())

    @dbus.service.method(ENDPOINT, in_signature="ay", out_signature="ay")
    def SelectConfiguration(self, capabilities):
        return dbus.Array(SBC_CHOSEN, signature="y")

    @dbus.service.method(ENDPOINT, in_signature="o", out_signature="")
    def ClearConfiguration(self, transport):
        self.transport = None

    @dbus.service.method(ENDPOINT, in_signature="", out_signature="")
    def Release(self):
        self.transport = None


class Song:
    """SBC frames over and over; it goes on where it was left."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        # @see A2DP 1.3, 12.9 "Calculation of Bit Rate and Frame Length": joint stereo, 8 subbands, 16 blocks
        length = 4 + 8 + (8 + 16 * data[2] + 7) // 8
        self.frames = [data[at:at + length] for at in range(0, len(data) - length + 1, length)]
        if any(frame[0] != 0x9C or frame[1:3] != data[1:3] for frame in self.frames):
            raise ValueError("%s: its frames are not all of %d bytes" % (path, length))
        self.length = length
        self.at = 0

    def take(self, count):
        taken = [self.frames[(self.at + n) % len(self.frames)] for n in range(count)]
        self.at += count
        return b"".join(taken)


class Stream:
    """Plays until it is ended, or the link breaks."""

    def __init__(self, descriptor, mtu, song, kept):
        self.descriptor, self.song, self.kept = descriptor, song, kept
        self.frames = min(MOST_FRAMES, (mtu - RTP.size) // song.length)
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.play, daemon=True)
        self.thread.start()

    def play(self):
        os.set_blocking(self.descriptor, True)
        begun = time.monotonic_ns()
        number = 0
        while not self.is_over.is_set():
            samples = number * self.frames * FRAME_SAMPLES
            wait_ns = begun + samples * 1_000_000_000 // RATE_HZ - time.monotonic_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            header = RTP.pack(0x80, PAYLOAD_TYPE, number & 0xFFFF, samples & 0xFFFFFFFF, 1, self.frames)
            packet = header + self.song.take(self.frames)
            left_ns = time.monotonic_ns()
            try:
                os.write(self.descriptor, packet)
            except OSError as error:
                log("the phone's stream has broken:", error)
                self.is_over.set()
                break
            self.kept.take(packet, left_ns)
            number += 1
        self.kept.close()
        os.close(self.descriptor)

    def end(self):
        self.is_over.set()
        self.thread.join()


class Phone:
    """Or an Echo: a loudspeaker that plays to others. Without titles it has no player."""

    def __init__(self, name, hci, song, is_echo, titles, artist):
        self.name, self.hci, self.path = name, hci, "/org/bluez/" + hci
        self.looks = ECHO if is_echo else PHONE
        self.song = Song(song)
        self.stream = None
        self.recordings = 0
        self.management = Management()
        self.endpoint = Endpoint()
        self.agent = Agent(bluez.connection, AGENT_PATH)
        self.player = Player(titles, artist, self.do_play, self.do_pause) if titles else None
        bluez.connection.watch_name_owner("org.bluez", self.bluetoothd)

    def bluetoothd(self, owner):
        self.endpoint.transport = None
        if owner:
            GLib.idle_add(self.furnish)

    def furnish(self):
        """Everything that bluetoothd forgets when it ends; again until its adapter is there."""
        if MEDIA not in bluez.objects().get(self.path, {}):
            GLib.timeout_add(100, self.furnish)
            return False
        self.management.set_class(int(self.hci[3:]), *self.looks)
        for key, value in (("Powered", True), ("Alias", self.name), ("Pairable", True)):
            bluez.set(self.path, ADAPTER, key, value)
        offer = {
            "UUID": A2DP_SOURCE,
            "Codec": dbus.Byte(SBC),
            "DelayReporting": dbus.Boolean(False),
            "Capabilities": dbus.Array(SBC_OFFERED, signature="y"),
        }
        bluez.interface(self.path, MEDIA).RegisterEndpoint(ENDPOINT_PATH, offer, signature="oa{sv}")
        if self.player is not None:
            known = dbus.Dictionary(self.player.properties(), signature="sv")
            bluez.interface(self.path, MEDIA).RegisterPlayer(PLAYER_PATH, known, signature="oa{sv}")
        # for what is asked while it pairs; not the one that is asked in the bridge's place
        manager = bluez.interface("/org/bluez", "org.bluez.AgentManager1")
        manager.RegisterAgent(AGENT_PATH, "KeyboardDisplay", signature="os")
        log("the phone is ready")
        return False

    def device(self, address):
        return "%s/dev_%s" % (self.path, address.replace(":", "_"))

    def is_sending(self):
        return self.stream is not None and not self.stream.is_over.is_set()

    # --- what the tests ask for; not on the main loop

    def do_state(self):
        found = hands.objects()
        peers = [one[DEVICE] for path, one in found.items() if path.startswith(self.path + "/") and DEVICE in one]
        return {
            "isConnected": any(bool(peer["Connected"]) for peer in peers),
            "isPaired": any(bool(peer["Paired"]) for peer in peers),
            "isSending": self.is_sending(),
            "streams": self.recordings,
            "title": self.player and self.player.titles[self.player.at],
            "told": self.player.told if self.player is not None else [],
        }

    def do_be_seen(self):
        """As while its Bluetooth settings are open."""
        hands.set(self.path, ADAPTER, "DiscoverableTimeout", dbus.UInt32(0))
        hands.set(self.path, ADAPTER, "Discoverable", True)

    def do_look(self):
        """What is to be seen on the list of its Bluetooth settings."""
        adapter = hands.interface(self.path, ADAPTER)
        adapter.StartDiscovery()
        time.sleep(5)
        found = hands.objects()
        adapter.StopDiscovery()
        seen = [one[DEVICE] for path, one in found.items() if path.startswith(self.path + "/") and DEVICE in one]
        return [{"name": str(one["Alias"]), "address": str(one["Address"])} for one in seen]

    def do_pair(self, address):
        """Chosen from that list: it connects for music at once, as phones do."""
        device = bluez.interface(self.device(address), DEVICE)
        answered(lambda **told: device.Pair(timeout=PAIRS_WITHIN_S, **told), PAIRS_WITHIN_S)
        hands.set(self.device(address), DEVICE, "Trusted", True)
        self.do_connect(address)

    def do_look_and_pair(self, address):
        if any(seen["address"] == address for seen in self.do_look()):
            self.do_pair(address)

    def do_forget(self):
        """A reset: its keys are gone, and it is at its first title."""
        self.do_pause()
        for path, one in hands.objects().items():
            if path.startswith(self.path + "/") and DEVICE in one:
                hands.interface(self.path, ADAPTER).RemoveDevice(path, signature="o")
        if self.player is not None:
            self.player.go(-self.player.at)

    def do_connect(self, address):
        device = hands.interface(self.device(address), DEVICE)
        device.ConnectProfile(A2DP_SINK, signature="s", timeout=20)

    def do_disconnect(self, address):
        self.do_pause()
        hands.interface(self.device(address), DEVICE).Disconnect()

    def do_play(self):
        """From where it was paused."""
        if self.is_sending():
            return
        descriptor, _, mtu = hands.interface(self.endpoint.transport, TRANSPORT).Acquire()
        self.recordings += 1
        kept = recording.Recording(self.name, self.recordings)
        self.stream = Stream(descriptor.take(), mtu, self.song, kept)
        if self.player is not None:
            self.player.set_playing(True)
        log("the phone plays,", self.stream.frames, "frames a packet")

    def do_pause(self):
        if self.stream is None:
            return
        self.stream.end()
        self.stream = None
        if self.player is not None:
            self.player.set_playing(False)
        if self.endpoint.transport is not None:
            hands.interface(self.endpoint.transport, TRANSPORT).Release()

    def do_flush(self):
        if self.is_sending():
            self.stream.kept.flush()


os.makedirs(recording.FOLDER, exist_ok=True)
serve(sys.argv[1], Phone(**json.loads(sys.argv[2])))
