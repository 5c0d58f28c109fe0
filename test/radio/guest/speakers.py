"""The loudspeakers of the guest, and what a person at one of them would do.

The tests say what (door.py). Each speaker keeps what reaches it (recording.py). Node can't receive the
descriptors that bluetoothd hands out, Python can.
"""
import json
import os
import sys
import threading
import time

import dbus
from gi.repository import GLib

import recording
from bluez import ADAPTER, DEVICE, MANAGER, MEDIA, PROPERTIES, TRANSPORT, bluez, hands
from door import in_main_loop, serve
from management import Management
from speaker import Agent, Speaker, log


AGENT_SETTLES_MS = 50


class Speakers:
    def __init__(self, wishes):
        self.all = {
            wish["name"]: Speaker(wish["hci"], wish["name"], wish["address"], wish["reportsDelay"]) for wish in wishes
        }
        self.agent = None
        self.management = Management()
        self.links_changed = threading.Condition()
        bluez.connection.add_signal_receiver(
            self.link_changed, "PropertiesChanged", PROPERTIES, arg0=DEVICE, bus_name="org.bluez"
        )
        bluez.connection.add_signal_receiver(
            self.changed, "PropertiesChanged", PROPERTIES, path_keyword="path", arg0=TRANSPORT, bus_name="org.bluez"
        )
        bluez.connection.add_signal_receiver(
            self.looked, "PropertiesChanged", PROPERTIES, arg0=ADAPTER, bus_name="org.bluez"
        )
        bluez.connection.add_signal_receiver(self.added, "InterfacesAdded", MANAGER, bus_name="org.bluez")
        bluez.connection.watch_name_owner("org.bluez", self.bluetoothd)

    def bluetoothd(self, owner):
        self.agent = self.agent and self.agent.remove_from_connection()
        for speaker in self.all.values():
            speaker.transport = None
            speaker.end_stream()
        if owner:
            GLib.idle_add(self.furnish)

    def furnish(self):
        """Everything that bluetoothd forgets when it ends; again until all adapters are there."""
        found = bluez.objects()
        if not all(MEDIA in found.get(speaker.path, {}) for speaker in self.all.values()):
            GLib.timeout_add(100, self.furnish)
            return False
        for speaker in self.all.values():
            self.switch_on(bluez, speaker)
            speaker.register()
        log("the speakers are ready")
        return False

    def switch_on(self, by, speaker):
        self.management.set_class(int(speaker.hci[3:]), 4, 5)  # audio/video, loudspeaker
        for key, value in (
            ("Powered", True),
            ("Alias", speaker.name),
            ("Pairable", True),
            ("DiscoverableTimeout", dbus.UInt32(0)),
            ("Discoverable", True),
        ):
            by.set(speaker.path, ADAPTER, key, value)

    def added(self, path, interfaces):
        if DEVICE not in interfaces:
            return
        for speaker in self.all.values():
            if speaker.owns(path):
                speaker.meets(path)

    def looked(self, _, changes, gone):
        """The bridge has just made its agent the default one, and looks for speakers."""
        if changes.get("Discovering", False) and Agent.codes:
            self.answer_for_speakers()

    def link_changed(self, _, changes, gone):
        if "Connected" in changes:
            with self.links_changed:
                self.links_changed.notify_all()

    def changed(self, _, changes, gone, path=None):
        for speaker in self.all.values():
            if path == speaker.transport and "State" in changes:
                if changes["State"] == "pending":
                    speaker.begin_stream()
                elif changes["State"] == "idle":
                    speaker.end_stream()

    def answer_for_speakers(self):
        """What is asked of a speaker with a code must not be asked of the bridge's agent, which lives here, too."""
        manager = bluez.interface("/org/bluez", "org.bluez.AgentManager1")
        if self.agent is None:
            self.agent = Agent(bluez.connection, "/speakers/agent")
            manager.RegisterAgent("/speakers/agent", "KeyboardDisplay", signature="os")
        manager.RequestDefaultAgent("/speakers/agent", signature="o")
        # bluetoothd has then said of every controller that it can do what this agent can
        GLib.timeout_add(AGENT_SETTLES_MS, self.hide_displays)

    def hide_displays(self):
        for speaker in self.all.values():
            if not speaker.has_display:
                self.management.have_no_display(int(speaker.hci[3:]))
        return False

    # --- what the tests ask for; not on the main loop

    def do_state(self, name):
        speaker = self.all[name]
        found = hands.objects()
        adapter = found.get(speaker.path, {}).get(ADAPTER, {})
        peers = [found[path][DEVICE] for path in speaker.peers(hands)]
        return {
            "isOn": bool(adapter.get("Powered", False)),
            "connectedTo": [str(peer["Address"]) for peer in peers if peer["Connected"]],
            "isPaired": any(bool(peer["Paired"]) for peer in peers),
            "isPlaying": speaker.recording is not None,
            "streams": speaker.recordings,
            "volume": speaker.volume.now,
            "passkey": Agent.shown.get(speaker.hci),
        }

    def do_await_link(self, name, within_s):
        """Until somebody is connected to it: looking again and again would cost more than waiting."""
        ends = time.monotonic() + within_s
        with self.links_changed:
            while not self.do_state(name)["connectedTo"]:
                if not self.links_changed.wait(ends - time.monotonic()):
                    raise TimeoutError("nobody has connected to it: %s" % self.do_state(name))

    def do_power(self, name, on):
        speaker = self.all[name]
        if on:
            self.switch_on(hands, speaker)
        else:
            hands.set(speaker.path, ADAPTER, "Powered", False)

    def do_press_volume(self, name, volume):
        in_main_loop(lambda: self.all[name].volume.press(volume))

    def do_call(self, name, address):
        """The speaker itself connects to whom it knows."""
        device = "%s/dev_%s" % (self.all[name].path, address.replace(":", "_"))
        hands.interface(device, DEVICE).Connect(timeout=20)

    def do_hang_up(self, name):
        for path in self.all[name].peers(hands):
            hands.interface(path, DEVICE).Disconnect()

    def do_forget(self, name):
        for path in self.all[name].peers(hands):
            hands.interface(self.all[name].path, ADAPTER).RemoveDevice(path, signature="o")

    def do_refuse(self, name, refuse):
        speaker = self.all[name]
        speaker.takes_links = not refuse
        for path in speaker.peers(hands):
            hands.set(path, DEVICE, "Blocked", refuse)

    def do_offer_sound(self, name, offer):
        """Whether it takes music at all."""
        speaker = self.all[name]
        if speaker.offers_sound == offer:
            return
        speaker.offers_sound = offer
        in_main_loop(speaker.register if offer else speaker.unregister)

    def do_ask_for_pin(self, name, pin):
        """An old speaker: no simple pairing, a fixed code."""
        speaker = self.all[name]
        self.management.disable_simple_pairing(int(speaker.hci[3:]))
        Agent.codes[speaker.hci] = pin

    def do_be_headphones(self, name, alias):
        """Under another name, and with nothing on them to compare."""
        speaker = self.all[name]
        self.management.set_class(int(speaker.hci[3:]), 4, 6)  # audio/video, headphones
        hands.set(speaker.path, ADAPTER, "Alias", alias)
        speaker.has_display = False

    def do_start_over(self):
        """Forgets what was recorded so far."""
        in_main_loop(self.start_over)

    def start_over(self):
        under_way = [speaker.recording for speaker in self.all.values() if speaker.recording is not None]
        recording.remove_all_but(under_way)
        for one in under_way:
            one.start_over()

    def do_flush(self):
        for speaker in self.all.values():
            if speaker.recording is not None:
                speaker.recording.flush()


os.makedirs(recording.FOLDER, exist_ok=True)
serve("speakers", Speakers(json.loads(sys.argv[1])))
