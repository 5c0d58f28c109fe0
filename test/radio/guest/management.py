"""The few things of a controller that bluetoothd lets nobody set by D-Bus.

@see BlueZ doc/mgmt-api.txt
"""
import ctypes
import os
import socket
import struct

HCI_CHANNEL_CONTROL = 3
NO_DEVICE = 0xFFFF
SET_SSP, SET_DEVICE_CLASS, SET_IO_CAPABILITY = 0x000B, 0x000E, 0x0018
NO_INPUT_NO_OUTPUT = 0x03
HCI_COMMAND, WRITE_SIMPLE_PAIRING_MODE = 0x01, 0x0C56
COMMAND_COMPLETE, COMMAND_STATUS = 0x0001, 0x0002


class Address(ctypes.Structure):
    _fields_ = [("family", ctypes.c_ushort), ("device", ctypes.c_ushort), ("channel", ctypes.c_ushort)]


class Management:
    """A socket of the kernel's management interface; Python's own can't be bound to that channel."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_RAW, socket.BTPROTO_HCI)
        self.socket.settimeout(5)
        address = Address(socket.AF_BLUETOOTH, NO_DEVICE, HCI_CHANNEL_CONTROL)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.bind(self.socket.fileno(), ctypes.byref(address), ctypes.sizeof(address)) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def set_class(self, index, major, minor):
        self.call(SET_DEVICE_CLASS, index, bytes([major, minor << 2]))

    def have_no_display(self, index):
        """Nor buttons: whoever pairs with it has nothing to compare."""
        self.call(SET_IO_CAPABILITY, index, bytes([NO_INPUT_NO_OUTPUT]))

    def disable_simple_pairing(self, index):
        self.call(SET_SSP, index, bytes([0]))
        # a controller that is on is not told so by the kernel (Linux 6.1)
        with socket.socket(socket.AF_BLUETOOTH, socket.SOCK_RAW, socket.BTPROTO_HCI) as controller:
            controller.bind((index,))
            controller.send(struct.pack("<BHBB", HCI_COMMAND, WRITE_SIMPLE_PAIRING_MODE, 1, 0))

    def call(self, code, index, parameters):
        self.socket.send(struct.pack("<HHH", code, index, len(parameters)) + parameters)
        while True:
            said = self.socket.recv(1024)
            event, about = struct.unpack_from("<HH", said)
            if event not in (COMMAND_COMPLETE, COMMAND_STATUS) or about != index:
                continue
            answered, status = struct.unpack_from("<HB", said, 6)
            if answered != code:
                continue
            if status != 0:
                raise RuntimeError("management command 0x%04x: status 0x%02x" % (code, status))
            return
