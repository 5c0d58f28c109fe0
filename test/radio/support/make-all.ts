// Before the radio tests (npm's `pretest:radio`): what their guests are made of is made, once and not by two of them at a time.
import { requirePackages } from "../required-packages.ts";
import { makeKernel } from "./kernel.ts";
import { makeMusic, makePhoneSong } from "./music.ts";
import { buildProgram } from "./program.ts";
import { makeRoot } from "./root.ts";
import { makeVirtualControllers } from "./virtual-controllers.ts";

requirePackages();
// one waits for the network while another one reckons
await Promise.all([
  makeKernel(),
  makeRoot("bookworm"),
  makeRoot("trixie"),
  makeVirtualControllers(),
  buildProgram(),
  makeMusic(),
  makePhoneSong(),
]);
