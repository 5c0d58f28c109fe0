// The radio tier: the built bridge with a real bluetoothd and a real bluez-alsa, in a guest whose Bluetooth controllers are
// virtual. It needs Debian packages (test/radio/required-packages.ts) and minutes, so `npm test` leaves it alone.
import unit from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...unit,
  roots: ["<rootDir>/test/radio"],
  testPathIgnorePatterns: ["/node_modules/"],
  setupFiles: ["<rootDir>/test/radio/support/require-packages.ts"],
  // A guest keeps one core busy. Those with a clock of their own don't mind one another; in real time, two would make one
  // another late.
  maxWorkers: process.env.HOUSE_BAND_RADIO_CLOCK === "real" ? 1 : "100%",
  // A guest that a test which was given up has left ends with this process.
  forceExit: true,
  testTimeout: 300_000,
};
