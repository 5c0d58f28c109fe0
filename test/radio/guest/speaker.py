"""A loudspeaker: an A2DP sink of bluetoothd's on a virtual controller of its own, and the codes some speakers ask for."""
import sys
import time

import dbus
import dbus.service
from gi.repository import GLib

from bluez import AGENT, DEVICE, ENDPOINT, MEDIA, TRANSPORT, bluez
from recording import Recording
from stamped import Stamped
from volume import OwnVolume

A2DP_SINK = "0000110b-0000-1000-8000-00805f9b34fb"
# all frequencies and channel modes, all block lengths and allocations, bitpool 2 to 53: what nearly every speaker offers
SBC = 0
SBC_OFFERED = bytes([0xFF, 0xFF, 2, 53])
SBC_CHOSEN = bytes([0x11, 0x15, 2, 53])  # 48 kHz, joint stereo


def log(*words):
    print("%.3f" % time.monotonic(), *words, file=sys.stderr, flush=True)


class Speaker(dbus.service.Object):
    def __init__(self, hci, name, address, reports_delay):
        self.path = "/org/bluez/" + hci
        self.hci, self.name, self.reports_delay = hci, name, reports_delay
        self.volume = OwnVolume(address)
        self.transport = None
        self.recording = None
        self.recordings = 0
        self.stream = None
        self.takes_links = True
        self.offers_sound = True
        self.has_display = True
        dbus.service.Object.__init__(self, bluez.connection, "/speaker/" + hci)

    # --- what bluetoothd asks of an endpoint

    @dbus.service.method(ENDPOINT, in_signature="oa{sv}", out_signature="")
    def SetConfiguration(self, transport, properties):
        self.transport = str(transport)
        log(self.name, "is configured", bytes(properties["Configuration"]).hex())

    @dbus.service.method(ENDPOINT, in_signature="ay", out_signature="ay")
    def SelectConfiguration(self, capabilities):
        return dbus.Array(SBC_CHOSEN, signature="y")

    @dbus.service.method(ENDPOINT, in_signature="o", out_signature="")
    def ClearConfiguration(self, transport):
        self.transport = None
        self.end_stream()

    @dbus.service.method(ENDPOINT, in_signature="", out_signature="")
    def Release(self):
        self.transport = None
        self.end_stream()

    def register(self):
        offer = {
            "UUID": A2DP_SINK,
            "Codec": dbus.Byte(SBC),
            "DelayReporting": dbus.Boolean(self.reports_delay),
            "Capabilities": dbus.Array(SBC_OFFERED, signature="y"),
        }
        if self.offers_sound:
            bluez.interface(self.path, MEDIA).RegisterEndpoint("/speaker/" + self.hci, offer, signature="oa{sv}")

    def unregister(self):
        bluez.interface(self.path, MEDIA).UnregisterEndpoint("/speaker/" + self.hci, signature="o")
        self.transport = None
        self.end_stream()

    # --- the stream

    def begin_stream(self):
        def acquired(descriptor, read_mtu, write_mtu):
            self.end_stream()
            radio = Stamped(descriptor.take())
            self.recordings += 1
            self.recording = Recording(self.name, self.recordings)
            log(self.name, "plays, mtu", read_mtu)
            ears = GLib.io_add_watch(
                radio.fileno(),
                GLib.PRIORITY_HIGH,
                GLib.IO_IN | GLib.IO_HUP | GLib.IO_ERR,
                lambda *_: self.hear(radio, read_mtu),
            )
            self.stream = (radio, ears)

        path = self.transport
        bluez.interface(path, TRANSPORT).TryAcquire(
            reply_handler=acquired, error_handler=lambda error: log(self.name, "can't listen:", error)
        )

    def hear(self, radio, mtu):
        try:
            packet, arrived_ns = radio.take(mtu)
        except BlockingIOError:
            return True
        except OSError:
            packet = b""
        if not packet:
            self.stream = None
            radio.close()
            self.end_stream()
            return False
        self.recording.take(packet, arrived_ns)
        return True

    def end_stream(self):
        if self.stream is not None:
            radio, ears = self.stream
            GLib.source_remove(ears)
            radio.close()
            self.stream = None
        if self.recording is not None:
            self.recording.close()
            self.recording = None
            log(self.name, "has stopped")

    # --- what happens around it

    def owns(self, path):
        return path.startswith(self.path + "/")

    def meets(self, path):
        """A device has appeared on this speaker's side: speakers trust whoever connects."""
        bluez.set(path, DEVICE, "Trusted", True)
        if not self.takes_links:
            bluez.set(path, DEVICE, "Blocked", True)

    def peers(self, by):
        return [str(path) for path, found in by.objects().items() if self.owns(path) and DEVICE in found]


class Agent(dbus.service.Object):
    """The speakers' answers while they are being paired: the code of a speaker that has one, else yes."""

    # by their controllers: the code of each that has one, and the digits that each has shown last
    codes = {}
    shown = {}

    @staticmethod
    def hci(device):
        return str(device).split("/")[3]

    @staticmethod
    def code(device):
        return Agent.codes.get(Agent.hci(device), "0000")

    @dbus.service.method(AGENT, in_signature="", out_signature="")
    def Release(self):
        pass

    @dbus.service.method(AGENT, in_signature="", out_signature="")
    def Cancel(self):
        pass

    @dbus.service.method(AGENT, in_signature="o", out_signature="s")
    def RequestPinCode(self, device):
        return Agent.code(device)

    @dbus.service.method(AGENT, in_signature="ou", out_signature="")
    def RequestConfirmation(self, device, passkey):
        Agent.shown[Agent.hci(device)] = "%06d" % passkey

    @dbus.service.method(AGENT, in_signature="o", out_signature="")
    def RequestAuthorization(self, device):
        pass

    @dbus.service.method(AGENT, in_signature="os", out_signature="")
    def AuthorizeService(self, device, uuid):
        pass
