// What a call to the data plane brings, and what answering it needs.
import type { IncomingHttpHeaders } from "node:http";
import type { Broker } from "./broker.ts";
import type { EffectiveLimits } from "./limits.ts";
import type { ShadowStore } from "./shadow-store.ts";
import type { PublishJson } from "./shadow-topics.ts";
import type { Trace } from "./trace.ts";

/** One call, with its path's label decoded. */
export type Call = {
  readonly label: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Uint8Array;
};

export type DataPlaneDeps = {
  readonly broker: Broker;
  readonly shadows: ShadowStore;
  readonly limits: EffectiveLimits;
  readonly nowMs: () => number;
  readonly trace: Trace;
  readonly publishJson: PublishJson;
};
