// Commands about who is a speaker of this home, wherever they were given: what the pairing desk makes of them, in the
// words of outcomes. They pass the model by, and come to it as the home that they lead to.
import { setMaxListeners } from "node:events";
import {
  assertNever,
  type ConfigDesired,
  type Discovered,
  MAX_DISCOVERED,
  type Outcome,
  type OutcomeCode,
  ok,
  type Result,
  type SpeakerId,
  WIRE_VERSION,
} from "@house-band/contract";
import type { AcceptedCommand } from "../../cloud/intake.ts";
import type { PairingErrand } from "../../core/errand.ts";
import { duration, summary } from "../../core/to-outcome.ts";
import { type FoundDevice, MAX_PAIRING_WINDOW_MS } from "../../pairing-port.ts";
import type { Clock } from "../../ports.ts";
import type { DeskFault } from "../desk-fault.ts";
import { VOICE } from "./pairing-caller.ts";
import type { PairingDesk } from "./pairing-desk.ts";

export type Errands = {
  /** Exactly one outcome is told for each. */
  run(accepted: AcceptedCommand<PairingErrand>): void;
  /** Calls off what is under way; resolves when nothing is. */
  close(): Promise<void>;
};

export type ErrandPorts = {
  readonly clock: Clock;
  /** Null where the bridge has no radio that pairs. */
  readonly desk: () => PairingDesk | null;
  readonly home: () => ConfigDesired | null;
  readonly tell: (outcome: Outcome) => void;
};

/** The cloud waits a little longer for the answer. */
const FOUND_WITHIN_MS = 3_000;
/** After the first one was seen: others may be in pairing mode, too. */
const OTHERS_WITHIN_MS = 1_000;
const LOOK_EVERY_MS = 100;

type Answer = Pick<Outcome, "state" | "code" | "perSpeaker" | "discovered">;
type Running = { readonly ports: ErrandPorts; readonly closing: AbortSignal };

/** None is under way at first. */
export function createErrands(ports: ErrandPorts): Errands {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // everybody who looks listens: more than Node takes for normal
  const running = new Set<Promise<void>>();
  return {
    run(accepted) {
      const errand: Promise<void> = carryOut({ ports, closing: closing.signal }, accepted).then((answer) => {
        running.delete(errand);
        ports.tell(toOutcome(accepted, answer, ports.clock.nowMs()));
      });
      running.add(errand);
    },
    async close() {
      closing.abort();
      if (running.size > 0) await ports.desk()?.cancel(VOICE);
      await Promise.all(running);
    },
  };
}

function toOutcome(
  { command, receivedAtMs, acceptedMs }: AcceptedCommand<PairingErrand>,
  answer: Answer,
  nowMs: number,
): Outcome {
  const timings = { acceptedMs: duration(acceptedMs), settledMs: duration(nowMs - receivedAtMs) };
  return { v: WIRE_VERSION, commandId: command.id, seq: command.seq, ...answer, timings };
}

async function carryOut(running: Running, accepted: AcceptedCommand<PairingErrand>): Promise<Answer> {
  const { command, receivedAtMs, lateBecause } = accepted;
  const { clock, desk: findDesk } = running.ports;
  const isLate = lateBecause === "EXPIRED" || clock.nowMs() - receivedAtMs > command.ttlMs;
  if (isLate) return { state: "expired", code: "EXPIRED", perSpeaker: {} };
  const desk = findDesk();
  if (desk === null) return { state: "failed", code: "ADAPTER_DOWN", perSpeaker: {} };
  switch (command.kind) {
    case "discover": {
      const found = await discover(running, desk, command.whileMusicPlays);
      return found.ok
        ? { state: "done", code: "OK", perSpeaker: {}, discovered: [...found.value] }
        : { state: "failed", code: CODES[found.error.code], perSpeaker: {} };
    }
    case "pair": {
      const { address, name, speakerId } = command;
      const paired = await desk.pair(VOICE, address, name, speakerId);
      if (paired.ok) await desk.cancel(VOICE);
      return perSpeaker([[speakerId, paired.ok ? "OK" : CODES[paired.error.code]]]);
    }
    case "forget":
      return perSpeaker(await Promise.all(command.speakers.map((id) => forget(running, desk, id))));
    default:
      return assertNever(command);
  }
}

const perSpeaker = (codes: readonly (readonly [SpeakerId, OutcomeCode])[]): Answer => ({
  ...summary(codes.map(([, code]) => code)),
  perSpeaker: Object.fromEntries(codes),
});

async function forget(
  { ports }: Running,
  desk: PairingDesk,
  id: SpeakerId,
): Promise<readonly [SpeakerId, OutcomeCode]> {
  if (!ports.home()?.speakers[id]) return [id, "TARGET_UNKNOWN"];
  const forgotten = await desk.forget(id);
  return [id, forgotten.ok ? "OK" : CODES[forgotten.error.code]];
}

/** Opens the window where it is closed, and waits a moment for somebody to be seen. */
async function discover(
  { ports, closing }: Running,
  desk: PairingDesk,
  whileMusicPlays: boolean,
): Promise<Result<readonly Discovered[], DeskFault>> {
  const wasOpen = desk.isOpen(VOICE);
  if (!wasOpen) {
    const opened = await desk.open(VOICE, { windowMs: MAX_PAIRING_WINDOW_MS, canAsk: false, whileMusicPlays });
    if (!opened.ok) return opened;
  }
  const untilMs = ports.clock.nowMs() + FOUND_WITHIN_MS;
  for (let seenForMs = 0; ports.clock.nowMs() < untilMs; ) {
    const isSeen = toDiscovered(desk.found(), ports.home()).length > 0;
    if (isSeen && (wasOpen || seenForMs >= OTHERS_WITHIN_MS)) break;
    if (!(await ports.clock.sleep(LOOK_EVERY_MS, closing))) break;
    seenForMs = isSeen ? seenForMs + LOOK_EVERY_MS : 0;
  }
  return ok(toDiscovered(desk.found(), ports.home()));
}

/** Speakers that are none of this home's yet, the nearest first. */
function toDiscovered(found: readonly FoundDevice[], home: ConfigDesired | null): readonly Discovered[] {
  const ours = new Set(Object.values(home?.speakers ?? {}).map(({ address }) => address));
  return found
    .filter(({ isSpeaker, isPaired, address }) => isSpeaker === true && !(isPaired && ours.has(address)))
    .sort((one, other) => (other.signalDbm ?? -200) - (one.signalDbm ?? -200))
    .slice(0, MAX_DISCOVERED)
    .map(({ address, name }) => ({ address, name }));
}

const CODES = {
  MUSIC_PLAYS: "MUSIC_PLAYS",
  NAME_TAKEN: "NAME_TAKEN",
  BAD_NAME: "VALUE_RANGE",
  HOME_FULL: "HOME_FULL",
  ON_A_CABLE: "ON_A_CABLE",
  HOME_CHANGED: "CONFLICT",
  EDITS_WAIT: "BUSY",
  DISK_FULL: "STORAGE_FULL",
  NOT_SAVED: "INTERNAL",
  NO_QUESTION: "INTERNAL",
  WINDOW_CLOSED: "NOT_SEEN",
  WINDOW_TOO_LONG: "INTERNAL",
  ADAPTER_UNKNOWN: "INTERNAL",
  DEVICE_UNKNOWN: "NOT_SEEN",
  NOT_A_SPEAKER: "NOT_A_SPEAKER",
  PAIRING_BUSY: "BUSY",
  PAIRING_REFUSED: "PAIRING_REFUSED",
  PAIRING_CANCELLED: "SUPERSEDED",
  SPEAKER_OFFLINE: "SPEAKER_OFFLINE",
  SPEAKER_ASLEEP: "SPEAKER_ASLEEP",
  SPEAKER_BUSY: "SPEAKER_BUSY",
  SPEAKER_REFUSED: "SPEAKER_REFUSED",
  SPEAKER_UNPAIRED: "SPEAKER_UNPAIRED",
  ADAPTER_DOWN: "ADAPTER_DOWN",
  ADAPTER_FULL: "ADAPTER_FULL",
  AUDIO_SERVICE_DOWN: "AUDIO_SERVICE_DOWN",
} as const satisfies Record<DeskFault["code"], OutcomeCode>;
