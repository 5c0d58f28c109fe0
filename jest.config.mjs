// The SDK tells every test file that it will want a newer Node next year; the Lambda is deployed on one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Real ALSA and real players have a tier of their own, `npm run test:system`, and so has a real bluetoothd, `npm run test:radio`.
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/audio/",
    "<rootDir>/test/bluetooth/",
    "<rootDir>/test/system/",
    "<rootDir>/test/radio/",
  ],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["ts-jest", { useESM: true, tsconfig: "tsconfig.json", diagnostics: false }] },
  // Many suites wait for real time to pass: a core of its own each would stand idle.
  maxWorkers: "100%",
  // A worker keeps every module that its test files have loaded: with gigabytes of them, its stops for garbage make people
  // in the stories wait in vain. One that has grown this large is replaced by a new one.
  workerIdleMemoryLimit: "1GB",
  testTimeout: 60_000,
};
