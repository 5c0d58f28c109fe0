"""What reached a speaker: every packet of sound with the moment of its arrival. Read by support/packets.ts."""
import os
import struct

FOLDER = "/run/recordings"
RTP_HEADER = 12


class Recording:
    """Packets of one stream: arrival (ns, monotonic clock), number, time stamp and frames of each, and the frames."""

    def __init__(self, name, number):
        base = os.path.join(FOLDER, "%s.%d" % (name, number))
        self.sound = open(base + ".sbc", "wb")
        self.packets = open(base + ".packets", "wb")

    def take(self, packet, arrived_ns):
        number, stamp = struct.unpack_from(">HI", packet, 2)
        self.packets.write(struct.pack("<QHIH", arrived_ns, number, stamp, packet[RTP_HEADER] & 15))
        self.sound.write(packet[RTP_HEADER + 1:])

    def start_over(self):
        """As if what came so far had never come."""
        for file in (self.sound, self.packets):
            file.seek(0)
            file.truncate()

    def flush(self):
        self.sound.flush()
        self.packets.flush()

    def close(self):
        self.sound.close()
        self.packets.close()


def remove_all_but(kept):
    """Recordings that have ended are of no use any more."""
    files = [file.name for one in kept for file in (one.sound, one.packets)]
    for entry in os.scandir(FOLDER):
        if entry.path not in files:
            os.remove(entry.path)
