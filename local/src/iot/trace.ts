// What whoever watches the local cloud may see: one line per event, never a payload or a credential.

export type TraceEvent = {
  readonly atMs: number;
  readonly kind: "connected" | "refused" | "disconnected" | "published" | "denied" | "direct-message" | "shadow-rest";
  /** Null for what came over HTTP. */
  readonly clientId: string | null;
  readonly topic?: string;
  readonly bytes?: number;
  /** The reason, for whatever was refused, denied or cut off. */
  readonly note?: string;
};

export type Trace = (event: Omit<TraceEvent, "atMs">) => void;
