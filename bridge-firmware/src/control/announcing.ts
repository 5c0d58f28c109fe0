// Announcements on their way to the model: words are spoken into a file first, which takes a moment in which other commands
// go on. What becomes of them afterwards is the model's; their files go when it has no use for them any more.
import {
  assertNever,
  type CommandId,
  err,
  type OutcomeCode,
  ok,
  type Result,
  type SpeakerId,
} from "@house-band/contract";
import type { Announcer } from "../announcer-port.ts";
import type { AcceptedCommand } from "../cloud/intake.ts";
import { hasRoomForAnnouncement } from "../core/announcements.ts";
import type { Order } from "../core/errand.ts";
import type { Model } from "../core/model.ts";
import type { Clock } from "../ports.ts";

export type AnnounceOrder = Extract<Order, { kind: "announce" }>;
/** The path of a sound file, or why there is none. */
export type Spoken = Result<string, OutcomeCode>;

export type Announcing = {
  /** Hands it on exactly once. */
  run(accepted: AcceptedCommand<AnnounceOrder>): void;
  /**
   * Gives up what is to be announced on any of these speakers (null: on whichever) and is not spoken yet.
   * @returns the speakers of whatever was given up
   */
  callOff(speakers: readonly SpeakerId[] | null): ReadonlySet<SpeakerId>;
  /** Gives up what is not spoken yet; resolves when everything was handed on. */
  close(): Promise<void>;
};

type Ports = {
  readonly announcer: Announcer;
  readonly clock: Pick<Clock, "nowMs">;
  readonly model: () => Model;
  readonly onChange: (listener: () => void) => () => void;
  /** The model has it, or has refused it, when this returns. */
  readonly handOn: (accepted: AcceptedCommand<AnnounceOrder>, spoken: Spoken) => void;
};

/** One is spoken after the other, in the order in which they came. */
export function createAnnouncing(ports: Ports): Announcing {
  const { announcer, handOn } = ports;
  const files = keepFiles(ports);
  const unspoken = createUnspoken();
  let running: Promise<void> = Promise.resolve();
  return {
    run(accepted) {
      const { command } = accepted;
      const signal = unspoken.add(command);
      // held at once: whatever is brought while others are spoken must not push it out
      const clip = command.says.kind === "clip" ? announcer.clipPath(command.says.clip) : null;
      const carryOut = async (): Promise<void> => {
        const path = await clip;
        const code = whyNot(ports, accepted, signal);
        const spoken = code === null ? await toFile(announcer, command.says, path, signal) : err(code);
        unspoken.remove(command);
        handOn(accepted, signal.aborted ? err("SUPERSEDED") : spoken);
        files.keep(command, spoken.ok ? spoken.value : path);
      };
      running = running.then(carryOut);
    },
    callOff: unspoken.callOff,
    async close() {
      unspoken.close();
      await running;
      files.close();
    },
  };
}

function whyNot(
  { clock, model }: Pick<Ports, "clock" | "model">,
  { command, receivedAtMs, lateBecause }: AcceptedCommand<AnnounceOrder>,
  given: AbortSignal,
): OutcomeCode | null {
  const nowMs = clock.nowMs();
  if (given.aborted) return "SUPERSEDED";
  if (lateBecause !== null || nowMs - receivedAtMs > command.ttlMs) return "EXPIRED";
  return hasRoomForAnnouncement(model(), nowMs) ? null : "BUSY";
}

/** What is to be announced and is not spoken yet: nothing at first. */
function createUnspoken() {
  let isClosed = false;
  const unspoken = new Map<CommandId, { readonly speakers: readonly SpeakerId[]; readonly giveUp: () => void }>();
  return {
    /** @returns what fires when it is given up */
    add({ id, speakers }: AnnounceOrder): AbortSignal {
      const giving = new AbortController();
      if (isClosed) giving.abort();
      else unspoken.set(id, { speakers, giveUp: () => giving.abort() });
      return giving.signal;
    },
    remove: ({ id }: AnnounceOrder): void => void unspoken.delete(id),
    callOff(speakers: readonly SpeakerId[] | null): ReadonlySet<SpeakerId> {
      const given = [...unspoken].filter(
        ([, one]) => speakers === null || one.speakers.some((id) => speakers.includes(id)),
      );
      for (const [command, { giveUp }] of given) {
        unspoken.delete(command);
        giveUp();
      }
      return new Set(given.flatMap(([, one]) => one.speakers));
    },
    /** Gives up everything, and whatever comes later at once. */
    close(): void {
      isClosed = true;
      for (const { giveUp } of unspoken.values()) giveUp();
    },
  };
}

/** A file that was spoken goes when the model has no use for it any more. */
function keepFiles({ announcer, model, onChange }: Pick<Ports, "announcer" | "model" | "onChange">) {
  const files = new Map<CommandId, string>();
  const dropUnused = (): void => {
    if (files.size === 0) return;
    const used = new Set(model().announcements.map(({ command }) => command));
    for (const [command, path] of files) {
      if (used.has(command)) continue;
      files.delete(command);
      void announcer.drop(path);
    }
  };
  return {
    /** For as long as the model knows of its announcement. */
    keep({ id }: AnnounceOrder, path: string | null): void {
      if (path !== null) files.set(id, path);
      dropUnused();
    },
    close: onChange(dropUnused),
  };
}

/** An order may call off what is not spoken yet. @returns whose that was; undefined where it is no such order */
export function callOffUnspoken(
  announcing: Pick<Announcing, "callOff">,
  order: Order,
): ReadonlySet<SpeakerId> | undefined {
  if (order.kind === "stop-announcement") return announcing.callOff(order.speakers);
  return order.kind === "stop" && order.announcementFirst ? announcing.callOff(null) : undefined;
}

async function toFile(
  announcer: Announcer,
  says: AnnounceOrder["says"],
  clipPath: string | null,
  signal: AbortSignal,
): Promise<Spoken> {
  switch (says.kind) {
    case "words": {
      const spoken = await announcer.speak(says.words, signal);
      return spoken.ok ? spoken : err(spoken.error.code === "no-voice" ? "NO_VOICE" : "INTERNAL");
    }
    case "clip":
      return clipPath === null ? err("NO_SOURCE") : ok(clipPath);
    default:
      return assertNever(says);
  }
}
