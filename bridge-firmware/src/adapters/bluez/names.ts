// Every name of BlueZ's D-Bus interface that the bridge uses, in one place.
// @see BlueZ doc/org.bluez.*.rst

export const BLUEZ = "org.bluez";
export const BLUEZ_ROOT = "/org/bluez";

export const INTERFACE = {
  adapter: "org.bluez.Adapter1",
  device: "org.bluez.Device1",
  transport: "org.bluez.MediaTransport1",
  battery: "org.bluez.Battery1",
  agent: "org.bluez.Agent1",
  agentManager: "org.bluez.AgentManager1",
  objectManager: "org.freedesktop.DBus.ObjectManager",
  properties: "org.freedesktop.DBus.Properties",
} as const;

/** @see Bluetooth Assigned Numbers, section 3.3 "SDP Service Class and Profile Identifiers" */
export const UUID = {
  audioSource: "0000110a-0000-1000-8000-00805f9b34fb",
  audioSink: "0000110b-0000-1000-8000-00805f9b34fb",
  handsFree: "0000111e-0000-1000-8000-00805f9b34fb",
} as const;
