// Announcements on their way to the model: words are spoken into a file first, which takes a moment in which other commands
// go on. What becomes of them afterwards is the model's; their files go when it has no use for them any more.
import { assertNever, type CommandId, err, type OutcomeCode, ok, type Result } from "@house-band/contract";
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
export function createAnnouncing({ announcer, clock, model, onChange, handOn }: Ports): Announcing {
  const closing = new AbortController();
  const files = new Map<CommandId, string>();
  let running: Promise<void> = Promise.resolve();

  const whyNot = ({ command, receivedAtMs, lateBecause }: AcceptedCommand<AnnounceOrder>): OutcomeCode | null => {
    const nowMs = clock.nowMs();
    if (closing.signal.aborted) return "SUPERSEDED";
    if (lateBecause !== null || nowMs - receivedAtMs > command.ttlMs) return "EXPIRED";
    return hasRoomForAnnouncement(model(), nowMs) ? null : "BUSY";
  };
  const dropUnused = (): void => {
    if (files.size === 0) return;
    const used = new Set(model().announcements.map(({ command }) => command));
    for (const [command, path] of files) {
      if (used.has(command)) continue;
      files.delete(command);
      void announcer.drop(path);
    }
  };
  const off = onChange(dropUnused);

  return {
    run(accepted) {
      const { command } = accepted;
      // held at once: whatever is brought while others are spoken must not push it out
      const clip = command.says.kind === "clip" ? announcer.clipPath(command.says.clip) : null;
      const carryOut = async (): Promise<void> => {
        const path = await clip;
        const code = whyNot(accepted);
        const spoken = code === null ? await toFile(announcer, command.says, path, closing.signal) : err(code);
        handOn(accepted, closing.signal.aborted ? err("SUPERSEDED") : spoken);
        const file = spoken.ok ? spoken.value : path;
        if (file !== null) files.set(command.id, file);
        dropUnused();
      };
      running = running.then(carryOut);
    },
    async close() {
      closing.abort();
      await running;
      off();
    },
  };
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
