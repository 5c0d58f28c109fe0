"""A loudspeaker's own volume, as whoever plays on it sets it and hears of it: the end of AVRCP that is told what to do.

bluetoothd could play this end, too, and would be at both ends of the link: here it must not, because both of its ends call
each other at once then, and turn each other away. It is on a channel that nobody else knows of; the emulator leads those to
it who ask a speaker for AVCTP's (support/virtual-controllers.ts).

@see AVCTP 1.4, 6.1.1 "Message header"; @see AVRCP 1.6, 6.3.1 (vendor dependent commands), 6.4.1, 6.7.2 and 6.13
"""
import socket
import struct

from gi.repository import GLib

CHANNEL = 0x1017
# label, fragment, direction; profile | kind of command or answer, its unit, what it is
HEADER = struct.Struct(">BHBBB")
# whose commands these are, which one, fragment, length of what follows
COMMAND = struct.Struct(">3sBBH")
PROFILE, PANEL, VENDOR_DEPENDENT = 0x110E, 0x48, 0x00
BLUETOOTH_SIG = bytes([0x00, 0x19, 0x58])
IS_ANSWER = 0x02
GET_CAPABILITIES, REGISTER_NOTIFICATION, SET_ABSOLUTE_VOLUME = 0x10, 0x31, 0x50
CAPABILITY_EVENTS, VOLUME_CHANGED = 0x03, 0x0D
NOT_IMPLEMENTED, ACCEPTED, REJECTED, STABLE, CHANGED, INTERIM = 0x8, 0x9, 0xA, 0xC, 0xD, 0xF
INVALID_PARAMETER = 0x01
LOUDEST = 127


class OwnVolume:
    """0 to 127, and None while nobody is connected for it. A speaker comes up at its loudest."""

    def __init__(self, address):
        self.now = None
        self.link = None
        self.ears = None
        self.awaited = None
        self.door = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_SEQPACKET, socket.BTPROTO_L2CAP)
        self.door.bind((address, CHANNEL))
        self.door.listen(1)
        GLib.io_add_watch(self.door.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN, self.let_in)

    def press(self, volume):
        """As somebody at its buttons sets it; on the main loop."""
        if self.link is None:
            raise RuntimeError("nobody is connected for its volume")
        self.now = volume
        if self.awaited is not None:
            label, self.awaited = self.awaited, None
            self.answer(label, CHANGED, REGISTER_NOTIFICATION, bytes([VOLUME_CHANGED, volume]))

    # --- the link

    def let_in(self, *_):
        self.let_go()
        self.link, _ = self.door.accept()
        self.now = LOUDEST
        self.ears = GLib.io_add_watch(
            self.link.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP | GLib.IO_ERR, self.hear
        )
        return True

    def let_go(self):
        if self.link is None:
            return
        GLib.source_remove(self.ears)
        self.link.close()
        self.link = self.now = self.awaited = None

    def hear(self, *_):
        try:
            packet = self.link.recv(1024)
        except OSError:
            packet = b""
        if packet:
            self.take(packet)
        else:
            self.let_go()
        return self.link is not None

    # --- what is said on it

    def take(self, packet):
        first, _, _, _, operation = HEADER.unpack_from(packet)
        if first & IS_ANSWER:
            return
        if operation != VENDOR_DEPENDENT:
            self.send(first >> 4, NOT_IMPLEMENTED, operation, packet[HEADER.size:])
            return
        _, command, _, length = COMMAND.unpack_from(packet, HEADER.size)
        self.obey(first >> 4, command, packet[HEADER.size + COMMAND.size:][:length])

    def obey(self, label, command, parameters):
        if command == GET_CAPABILITIES and parameters[:1] == bytes([CAPABILITY_EVENTS]):
            self.answer(label, STABLE, command, bytes([CAPABILITY_EVENTS, 1, VOLUME_CHANGED]))
        elif command == REGISTER_NOTIFICATION and parameters[:1] == bytes([VOLUME_CHANGED]):
            self.awaited = label
            self.answer(label, INTERIM, command, bytes([VOLUME_CHANGED, self.now]))
        elif command == SET_ABSOLUTE_VOLUME and len(parameters) == 1:
            self.now = parameters[0] & 0x7F
            self.answer(label, ACCEPTED, command, bytes([self.now]))
        else:
            self.answer(label, REJECTED, command, bytes([INVALID_PARAMETER]))

    def answer(self, label, kind, command, parameters):
        body = COMMAND.pack(BLUETOOTH_SIG, command, 0, len(parameters)) + parameters
        self.send(label, kind, VENDOR_DEPENDENT, body)

    def send(self, label, kind, operation, operands):
        self.link.send(HEADER.pack(label << 4 | IS_ANSWER, PROFILE, kind, PANEL, operation) + operands)
