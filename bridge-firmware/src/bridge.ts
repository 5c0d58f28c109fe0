// The bridge: ports in, one queue in the middle, reports out. Joins the parts and owns the order of start and stop;
// every decision is the core's, every effect an adapter's.
import type {
  BridgeState,
  Command,
  CommandId,
  ConfigDesired,
  HomeEdit,
  LiveSourceKind,
  Outcome,
  Result,
  SpeakerId,
  ThingName,
} from "@house-band/contract";
import { createBody } from "./bridge/body.ts";
import type { BridgePorts } from "./bridge/bridge-ports.ts";
import { openEars } from "./bridge/ears.ts";
import { createGate, listenToPorts, whoIsThere } from "./bridge/port-events.ts";
import type { ClaimDesk } from "./cloud/claim-desk.ts";
import type { EditFault } from "./cloud/kept-home.ts";
import { createUpward } from "./cloud/upward.ts";
import { type CommandRoadView, toCommandRoad } from "./control/command-road.ts";
import type { PairingDesk } from "./control/pairing/pairing-desk.ts";
import type { OwnDelays } from "./control/sync/sound-delay.ts";
import type { SyncDesk } from "./control/sync/sync-desk.ts";
import type { ToneDesk } from "./control/sync/tone-desk.ts";
import { isSounding, type PlaysOn, speakerAt, zoneOf } from "./core/model.ts";
import { reduce } from "./core/reduce.ts";
import { toReported } from "./core/to-reported.ts";
import { DEFAULT_INPUT_QUEUE_MS, DEFAULT_WRITE_AHEAD_MS } from "./engine/protocol.ts";
import { NO_LIVE_INPUTS } from "./live-inputs-port.ts";
import { warnOfNames } from "./log-changes.ts";
import type { Loop } from "./loop.ts";
import { keepUnknownKeys } from "./memory/unknown-keys.ts";
import type { Unsubscribe } from "./ports.ts";
import { recall } from "./startup.ts";

export type BridgeConfig = {
  readonly thing: ThingName;
  /** What played when the daemon ended plays again when it is back. */
  readonly resumeOnStart: boolean;
  /** Where a live source is heard when it begins to play and nobody has asked for it; absent: nowhere. */
  readonly playsOn?: PlaysOn;
  /** Which of them may take these speakers from what plays there; absent: none. */
  readonly mayInterrupt?: readonly LiveSourceKind[];
  /** From receipt: a speaker without a link by then is reported missing. The cloud waits 2.5 s for an outcome. */
  readonly linkWithinMs: number;
  /** From receipt: no sound by then is a failure. */
  readonly soundWithinMs: number;
  /** How far ahead of what sounds the engine writes: as late as its loop may be. */
  readonly writeAheadMs: number;
  /** Kept in hand of what a phone or a television plays to the bridge. */
  readonly inputQueueMs: number;
  /** Whether the microphone listens while calibrated speakers play, so that they stay in time. Absent: it does. */
  readonly watch?: "on" | "off";
};

export const BRIDGE_DEFAULTS = {
  resumeOnStart: true,
  linkWithinMs: 2_000,
  soundWithinMs: 6_000,
  writeAheadMs: DEFAULT_WRITE_AHEAD_MS,
  inputQueueMs: DEFAULT_INPUT_QUEUE_MS,
} as const;

export type Bridge = {
  snapshot(): BridgeState;
  /** Is sound being written to this speaker now? */
  isSounding(speaker: SpeakerId): boolean;
  /** The speaker of this home with that Bluetooth address. */
  speakerAt(address: string): SpeakerId | null;
  onChange(listener: () => void): Unsubscribe;
  /** The home it works from, with the names people gave; null where it never had one. */
  home(): ConfigDesired | null;
  /** Edits the home, here at once and in the cloud as soon as it can be; resolves when it would survive a power cut. */
  editHome(edit: HomeEdit): Promise<Result<void, EditFault>>;
  /** Would it be taken now? Nothing changes. */
  checkEdit(edit: HomeEdit): Result<void, EditFault>;
  /** An edit that was made here, and that the cloud has refused: the home is without it. */
  onEditRefused(listener: (edit: HomeEdit) => void): Unsubscribe;
  /** From now on commands about pairing are this desk's; before, there is no radio for them. */
  attachDesk(desk: PairingDesk): void;
  /** Measures how well the speakers play together. */
  readonly sync: SyncDesk;
  /** Measures how late the test tone is heard. */
  readonly tone: ToneDesk;
  /** People's way into this home. */
  readonly claims: ClaimDesk;
  /** What it adds to the time that speakers take. */
  readonly delays: OwnDelays;
  /** Carries out a command that was given at the bridge itself; its envelope's `seq` is the bridge's to choose. */
  command(command: Command): Promise<Outcome>;
  /** A command's way through this bridge, as its journal has it; null where it has none. */
  roadOf(id: CommandId): CommandRoadView | null;
  /** Every outcome, of commands from wherever. */
  onOutcome(listener: (outcome: Outcome) => void): Unsubscribe;
  /** Reverse order of start; the ports stay the caller's to close. */
  stop(): Promise<void>;
};

/**
 * Starts the bridge and resolves when it follows the cloud's commands. It needs no cloud to resolve: without one it
 * works from its copy of the home.
 */
export async function runBridge(given: BridgePorts, config: BridgeConfig): Promise<Bridge> {
  const ports = { inputs: NO_LIVE_INPUTS, ...given, store: keepUnknownKeys(given.store) };
  const { submit, open } = createGate();
  const unsubscribe = listenToPorts(ports, submit, config.writeAheadMs);
  const knowledge = await recall(ports, config.resumeOnStart);
  const upward = createUpward({ ...ports, ...knowledge, thing: config.thing });
  const initial = { ...knowledge.model, playsOn: config.playsOn ?? {}, mayInterrupt: config.mayInterrupt ?? [] };
  warnOfNames(ports.log, initial);
  const body = createBody(ports, { limits: config, initial, upward, submit });
  const { loop } = body;
  open((input) => loop.submit((model, nowMs) => reduce(model, input, nowMs)), whoIsThere(ports));
  const { close: closeEars, ...ears } = openEars(ports, config, { knowledge, upward, body });
  ports.cloud.start();
  return {
    ...faces(loop),
    ...ears,
    onChange: body.onChange,
    delays: config,
    roadOf: (id) => toCommandRoad(knowledge.journal.find(id)),
    onOutcome: body.onOutcome,
    async stop() {
      await closeEars();
      unsubscribe();
      await body.close();
      await upward.settled();
      await upward.close();
      await knowledge.journal.idle();
    },
  };
}

function faces(loop: Loop): Pick<Bridge, "snapshot" | "isSounding" | "speakerAt"> {
  return {
    snapshot: () => toReported(loop.model()),
    isSounding(speaker) {
      const model = loop.model();
      const zone = zoneOf(model, speaker);
      return zone !== undefined && isSounding(model, zone.id, speaker);
    },
    speakerAt: (address) => speakerAt(loop.model(), address)?.id ?? null,
  };
}
