// A cloud in which no bridge shows a code: what most turns are about. Claiming itself is tested on the database.
import { ok } from "@house-band/contract";
import type { ClaimStore } from "../../../lambda/src/claim-ports.ts";

export const noClaims: ClaimStore = {
  offer: async () => ok("too-many-codes"),
  live: async () => ok([]),
  takeTry: async () => ok("taken"),
  leaving: async () => ok("nothing"),
  ask: async () => ok("gone"),
  withdraw: async () => ok(undefined),
  allow: async () => ok("gone"),
  reset: async () => ok({ people: 0 }),
};
