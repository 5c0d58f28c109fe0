// What is known of what a control point has the bridge render, from one change to the next. Pure.
import { NO_TAGS, type Tags } from "./airplay-session.ts";
import type { RendererChange, TransportState } from "./parse-gmediarender.ts";

export type RendererSession = {
  readonly transport: TransportState;
  readonly uri: string;
  readonly tags: Tags;
  /** Where the renderer takes orders; null until it has said so. */
  readonly control: { readonly host: string; readonly port: number } | null;
};

/** Nothing was ever given to it. */
export const NOTHING_RENDERED: RendererSession = {
  transport: "NO_MEDIA_PRESENT",
  uri: "",
  tags: NO_TAGS,
  control: null,
};

/** The session after that change. */
export function afterChange(session: RendererSession, change: RendererChange): RendererSession {
  switch (change.kind) {
    case "registered":
      return { ...session, control: { host: change.host, port: change.port } };
    case "transport":
      return { ...session, transport: change.state };
    // what describes it is told after it, where there is any
    case "track":
      return change.uri === session.uri ? session : { ...session, uri: change.uri, tags: NO_TAGS };
    case "tags":
      return { ...session, tags: change.tags };
  }
}

/** Is what waits in the pipe nobody's any more? What is paused goes on with it. */
export const leavesScrap = ({ transport }: RendererSession, next: RendererSession): boolean =>
  transport !== next.transport && (next.transport === "STOPPED" || next.transport === "NO_MEDIA_PRESENT");
