// Announcements on their way to the model: words are spoken into a file first, which takes a moment in which other commands
// go on. What becomes of them afterwards is the model's.
import { assertNever, err, type OutcomeCode, ok, type Result } from "@house-band/contract";
import type { Announcer } from "../announcer-port.ts";
import type { AcceptedCommand } from "../cloud/intake.ts";
import type { Order } from "../core/errand.ts";

export type AnnounceOrder = Extract<Order, { kind: "announce" }>;
/** The path of a sound file, or why there is none. */
export type Spoken = Result<string, OutcomeCode>;

export type Announcing = {
  /** Hands it on exactly once. */
  run(accepted: AcceptedCommand<AnnounceOrder>): void;
  /** Resolves when everything was handed on. */
  idle(): Promise<void>;
};

type Ports = {
  readonly announcer: Announcer;
  readonly handOn: (accepted: AcceptedCommand<AnnounceOrder>, spoken: Spoken) => void;
};

/** One is spoken after the other, in the order in which they came. */
export function createAnnouncing({ announcer, handOn }: Ports): Announcing {
  let running: Promise<void> = Promise.resolve();
  return {
    run(accepted) {
      const speak = (): Promise<Spoken> =>
        accepted.lateBecause === null ? toFile(announcer, accepted.command.says) : Promise.resolve(err("EXPIRED"));
      running = running.then(speak).then((spoken) => handOn(accepted, spoken));
    },
    idle: () => running,
  };
}

async function toFile(announcer: Announcer, says: AnnounceOrder["says"]): Promise<Spoken> {
  switch (says.kind) {
    case "words": {
      const spoken = await announcer.speak(says.words);
      return spoken.ok ? spoken : err(spoken.error.code === "no-voice" ? "NO_VOICE" : "INTERNAL");
    }
    case "clip": {
      const path = await announcer.clipPath(says.clip);
      return path === null ? err("NO_SOURCE") : ok(path);
    }
    default:
      return assertNever(says);
  }
}
