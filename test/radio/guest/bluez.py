"""bluetoothd's objects and their names, by one connection to the bus.

@see BlueZ doc/*-api.txt
"""
import dbus
import dbus.mainloop.glib

ADAPTER, DEVICE, MEDIA = "org.bluez.Adapter1", "org.bluez.Device1", "org.bluez.Media1"
TRANSPORT, ENDPOINT = "org.bluez.MediaTransport1", "org.bluez.MediaEndpoint1"
AGENT = "org.bluez.Agent1"
PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGER = "org.freedesktop.DBus.ObjectManager"

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)


class Bluez:
    def __init__(self, connection):
        self.connection = connection

    def interface(self, path, name):
        return dbus.Interface(self.connection.get_object("org.bluez", path, introspect=False), name)

    def set(self, path, name, key, value):
        self.interface(path, PROPERTIES).Set(name, key, value, signature="ssv")

    def objects(self):
        return self.interface("/", MANAGER).GetManagedObjects()


# what the main loop uses: bluetoothd's own calls come in here
bluez = Bluez(dbus.SystemBus())
# what waits for bluetoothd's answers while bluetoothd may be waiting for the main loop's
hands = Bluez(dbus.bus.BusConnection(dbus.bus.BusConnection.TYPE_SYSTEM, mainloop=dbus.mainloop.NULL_MAIN_LOOP))
