/**
 * Who may know whom. The folders are the architecture: these rules keep them so.
 * @type {import("dependency-cruiser").IConfiguration}
 */
const own = "^(contract|lambda|bridge-firmware|infra|local|bench|skill-package)/";
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "contract-imports-nothing-of-ours",
      severity: "error",
      from: { path: "^contract/" },
      to: { path: own, pathNot: "^contract/" },
    },
    {
      name: "deployables-do-not-know-each-other",
      comment: "lambda, bridge-firmware and infra meet only in the contract",
      severity: "error",
      from: { path: "^(lambda|bridge-firmware|infra)/" },
      to: { path: own, pathNot: "^(contract|$1)/" },
    },
    {
      name: "nothing-imports-local-or-test",
      severity: "error",
      from: { pathNot: "^(local|bench|test)/" },
      to: { path: "^(local|bench|test)/" },
    },
    {
      name: "pure-parts-import-only-the-contract-and-siblings",
      comment: "no Node built-ins, no clock, no random, no logger, no library with effects",
      severity: "error",
      from: { path: "^(lambda/src/(turn|speech)|bridge-firmware/src/(core|engine/dsp|calibration))/" },
      to: {
        pathNot:
          "^(contract/|lambda/src/(turn|speech)/|lambda/src/(claim-)?ports\\.ts|bridge-firmware/src/core/|bridge-firmware/src/engine/dsp/|bridge-firmware/src/calibration/|node_modules/fft\\.js/|node_modules/(double-metaphone|damerau-levenshtein)/|node_modules/@types/)",
      },
    },
    {
      name: "only-composition-roots-construct-adapters",
      severity: "error",
      from: {
        pathNot:
          "(/adapters/|^test/|^bench/|^lambda/src/(handler|rotation-handler|export)\\.ts|^infra/src/deploy/main\\.ts|^bridge-firmware/src/(cli/)?main\\.ts|^local/src/)",
      },
      to: { path: "/src/adapters/" },
    },
    {
      name: "adapters-import-ports-not-the-core",
      severity: "error",
      from: { path: "^lambda/src/adapters/" },
      to: { path: "^lambda/src/((turn|speech|ingest|account|enrol)/|rotation/(decide|retire))" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(/dist/|cdk\\.out)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
