// The system tier: the engine and the bridge with real ALSA, real players and a real D-Bus, no hardware. It needs Debian packages
// (test/audio/support/required-packages.ts) and real time, so `npm test` leaves it alone.
import unit from "./jest.config.mjs";

/** @type {import("jest").Config} */
export default {
  ...unit,
  roots: ["<rootDir>/test/audio", "<rootDir>/test/bluetooth", "<rootDir>/test/system"],
  testPathIgnorePatterns: ["/node_modules/"],
  setupFiles: ["<rootDir>/test/audio/support/require-packages.ts"],
  // Each file paces sound in real time: one at a time, so that none makes another late.
  maxWorkers: 1,
  // … and none in a process of its own, as a limit of memory would have it.
  workerIdleMemoryLimit: undefined,
  // What hangs ends sometime; what is slow on a busy machine is no failure.
  testTimeout: 300_000,
};
