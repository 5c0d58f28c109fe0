// Enrols this bridge: from the pasted line to an identity on the disk. One at a time.
import { decodeEnrolment, err, ok, type Result, type ThingName } from "@house-band/contract";
import type { Clock, Log } from "../../ports.ts";
import { keepIdentity } from "./identity-file.ts";
import { type IdentityLock, UNDER_WAY } from "./identity-lock.ts";
import { provision } from "./provision.ts";

export type EnrolmentFault = {
  readonly code: "not-readable" | "refused" | "under-way" | "not-saved" | "has-a-cloud";
  readonly message: string;
};

export type Enroller = {
  /** The name that the bridge has from its next start on. */
  enrol(text: string): Promise<Result<ThingName, EnrolmentFault>>;
};

/** @param onEnrolled called a little after the answer: the identity is used from the next start on */
export function createEnroller(options: {
  readonly dataDirectory: string;
  readonly lock: IdentityLock;
  readonly clock: Pick<Clock, "epochMs">;
  readonly log: Log;
  readonly onEnrolled: () => void;
}): Enroller {
  const { lock } = options;
  return {
    async enrol(text) {
      if (lock.isHeld) return err({ code: "under-way", message: UNDER_WAY });
      lock.isHeld = true;
      let isEnrolled = false;
      try {
        const enrolled = await enrol(text, options);
        isEnrolled = enrolled.ok;
        return enrolled;
      } finally {
        lock.isHeld = isEnrolled; // until it starts again, nobody writes over the new identity
      }
    },
  };
}

/** For a bridge whose settings name its cloud: an identity beside them would be used by nobody. */
export const noEnroller: Enroller = {
  enrol: async () =>
    err({ code: "has-a-cloud", message: 'this bridge\'s settings name a cloud: take "cloud" out of them first' }),
};

async function enrol(
  text: string,
  { dataDirectory, clock, log, onEnrolled }: Parameters<typeof createEnroller>[0],
): Promise<Result<ThingName, EnrolmentFault>> {
  const enrolment = decodeEnrolment(text);
  if (!enrolment.ok) return err({ code: "not-readable", message: enrolment.error });
  const identity = await provision(enrolment.value, clock.epochMs());
  if (!identity.ok) {
    log.warn({ host: enrolment.value.host }, "this bridge could not be enrolled");
    return err({ code: "refused", message: identity.error });
  }
  try {
    await keepIdentity(dataDirectory, identity.value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err({ code: "not-saved", message: `the identity can't be written: ${reason}; make room, then begin again` });
  }
  const { thing } = identity.value;
  log.info({ thing }, "this bridge was enrolled, and starts again with its identity");
  setTimeout(onEnrolled, ANSWERED_BY_MS).unref();
  return ok(thing);
}

/** Whoever asked gets the answer first. */
const ANSWERED_BY_MS = 200;
