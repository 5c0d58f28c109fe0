"""A stream's socket whose packets tell when they came: by the kernel's stamp, not when it was this program's turn."""
import socket
import struct
import time

# @see socket(7), include/uapi/asm-generic/socket.h: SO_TIMESTAMPNS_OLD, a struct timespec of the calendar's clock
SO_TIMESTAMPNS = 35
TIMESPEC = struct.Struct("@ll")


def monotonic_from_calendar_ns():
    """What to add to the calendar's time; nobody sets a guest's calendar while it runs."""
    looks = ((time.monotonic_ns(), time.time_ns(), time.monotonic_ns()) for _ in range(20))
    before, calendar, after = min(looks, key=lambda look: look[2] - look[0])
    return (before + after) // 2 - calendar


MONOTONIC_FROM_CALENDAR_NS = monotonic_from_calendar_ns()


class Stamped:
    def __init__(self, descriptor):
        self.socket = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_SEQPACKET, 0, fileno=descriptor)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.fileno, self.close = self.socket.fileno, self.socket.close

    def take(self, mtu):
        """A packet and when it came (ns, monotonic clock); an empty one: the stream has ended."""
        packet, notes, _, _ = self.socket.recvmsg(mtu, socket.CMSG_SPACE(TIMESPEC.size))
        if not packet:
            return packet, 0
        (_, _, stamp), *_ = notes
        seconds, nanoseconds = TIMESPEC.unpack(stamp)
        return packet, seconds * 1_000_000_000 + nanoseconds + MONOTONIC_FROM_CALENDAR_NS
