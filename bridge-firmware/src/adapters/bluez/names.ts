// Every name of BlueZ's D-Bus interface that the bridge uses, in one place.
// @see BlueZ doc/org.bluez.*.rst

export const BLUEZ = "org.bluez";
export const BLUEZ_ROOT = "/org/bluez";

export const INTERFACE = {
  adapter: "org.bluez.Adapter1",
  device: "org.bluez.Device1",
  transport: "org.bluez.MediaTransport1",
  battery: "org.bluez.Battery1",
  control: "org.bluez.MediaControl1",
  player: "org.bluez.MediaPlayer1",
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
  humanInterface: "00001124-0000-1000-8000-00805f9b34fb",
  humanInterfaceOverGatt: "00001812-0000-1000-8000-00805f9b34fb",
} as const;

/** Music, its remote control, and calls: headset, hands-free, and their gateways. */
const AUDIO_SERVICE = /^0000(?:110[a-f]|1108|1112|111[ef])-0000-1000-8000-00805f9b34fb$/iu;

/** Is it a service that has to do with sound? */
export const isAudioService = (uuid: string): boolean => AUDIO_SERVICE.test(uuid);
