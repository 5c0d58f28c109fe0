// The bridge: ports in, one queue in the middle, reports out. Wires the parts and owns the order of start and stop;
// every decision is the core's, every effect an adapter's.
import {
  type BridgeState,
  type Command,
  type CommandId,
  type ConfigDesired,
  type HomeEdit,
  type LiveSourceKind,
  newZoneId,
  type Outcome,
  type Result,
  type SpeakerId,
  type ThingName,
} from "@house-band/contract";
import { type Announcer, NO_ANNOUNCER } from "./announcer-port.ts";
import { applyAccepted } from "./apply-accepted.ts";
import { type ClaimDesk, createClaimDesk } from "./cloud/claim-desk.ts";
import { createConfigFollower } from "./cloud/config-follower.ts";
import { type AcceptedCommand, createIntake } from "./cloud/intake.ts";
import { createKeptHome, type EditFault } from "./cloud/kept-home.ts";
import { routeCloudEvents } from "./cloud/route.ts";
import { createUpward, type Upward } from "./cloud/upward.ts";
import { callOffUnspoken, createAnnouncing } from "./control/announcing.ts";
import { type CommandRoadView, toCommandRoad } from "./control/command-road.ts";
import { createLocalCommands } from "./control/local-commands.ts";
import type { PairingDesk } from "./control/pairing/pairing-desk.ts";
import { createErrands } from "./control/pairing/pairing-errands.ts";
import { createPresetErrands } from "./control/preset-errands.ts";
import { measureByLoop } from "./control/sync/measure-by-loop.ts";
import type { Analyse } from "./control/sync/measure-speakers.ts";
import { shareMicrophone } from "./control/sync/shared-microphone.ts";
import type { OwnDelays } from "./control/sync/sound-delay.ts";
import { createSyncDesk, type SyncDesk } from "./control/sync/sync-desk.ts";
import { createSyncErrands, yieldToOrder } from "./control/sync/sync-errands.ts";
import { createToneDesk, type ToneDesk } from "./control/sync/tone-desk.ts";
import type { Estimate } from "./control/watch/watch-ports.ts";
import { startWatch } from "./control/watch/watcher.ts";
import { isPairingErrand, isPresetErrand, isSyncErrand } from "./core/errand.ts";
import { isSounding, type Model, type PlaysOn, speakerAt, zoneOf } from "./core/model.ts";
import { type Input, reduce } from "./core/reduce.ts";
import { isAnythingToEnd } from "./core/stop-announcements.ts";
import { toReported } from "./core/to-reported.ts";
import { DEFAULT_INPUT_QUEUE_MS, DEFAULT_WRITE_AHEAD_MS } from "./engine/protocol.ts";
import { toInput } from "./engine-events.ts";
import { createEngineHealth } from "./engine-health.ts";
import { createExecutor } from "./execute.ts";
import { createListeners } from "./listeners.ts";
import { type LiveInputEvent, type LiveInputs, NO_LIVE_INPUTS } from "./live-inputs-port.ts";
import { logChanges, warnOfNames } from "./log-changes.ts";
import { createLoop, type Loop } from "./loop.ts";
import { type Favourites, NO_FAVOURITES } from "./memory/favourites.ts";
import { createKeeper } from "./memory/keeper.ts";
import { createSaver } from "./memory/saver.ts";
import { keepUnknownKeys } from "./memory/unknown-keys.ts";
import { type Microphone, NO_MICROPHONE } from "./microphone-port.ts";
import type { AudioEngine, Bluetooth, Clock, CloudLink, Library, Log, Store, Unsubscribe } from "./ports.ts";
import { type Knowledge, linksNow, recall } from "./startup.ts";

export type BridgePorts = {
  readonly bluetooth: Bluetooth;
  /** Absent: nobody plays to this bridge. */
  readonly inputs?: LiveInputs;
  readonly engine: AudioEngine;
  /** Stands where people listen. Absent: there is none. */
  readonly microphone?: Microphone;
  /** Names of people's own for music. Absent: none are kept. */
  readonly favourites?: Favourites;
  /** Speaks what is announced. Absent: nobody does. */
  readonly announcer?: Announcer;
  /** What was heard, off this loop where it can be. Absent: on it. */
  readonly analyse?: Analyse;
  /** Where speakers are heard while they play, off this loop where it can be. Absent: on it. */
  readonly estimate?: Estimate;
  readonly cloud: CloudLink;
  readonly library: Library;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
};

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
  const gate = createGate();
  const unsubscribe = listen(ports, gate.submit, config.writeAheadMs);
  const knowledge = await recall(ports, config.resumeOnStart);
  const upward = createUpward({ ...ports, ...knowledge, thing: config.thing });
  const model = { ...knowledge.model, playsOn: config.playsOn ?? {}, mayInterrupt: config.mayInterrupt ?? [] };
  warnOfNames(ports.log, model);
  const body = createBody(ports, config, model, upward, gate.submit);
  const { loop } = body;
  gate.open(
    (input) => loop.submit((model, nowMs) => reduce(model, input, nowMs)),
    [
      ...linksNow(ports.bluetooth),
      ...ports.inputs.senders().map((sender) => toSenderInput({ kind: "sender-changed", sender })),
    ],
  );
  const ears = openEars(ports, config, knowledge, upward, body);
  ports.cloud.start();
  return {
    ...faces(loop),
    onChange: body.onChange,
    home: ears.home,
    editHome: ears.editHome,
    checkEdit: ears.checkEdit,
    onEditRefused: ears.onEditRefused,
    attachDesk: ears.attachDesk,
    sync: ears.sync,
    tone: ears.tone,
    claims: ears.claims,
    delays: config,
    command: ears.command,
    roadOf: (id) => toCommandRoad(knowledge.journal.find(id)),
    onOutcome: body.onOutcome,
    async stop() {
      await ears.close();
      unsubscribe();
      await body.close();
      await upward.settled();
      await upward.close();
      await knowledge.journal.idle();
    },
  };
}

/** Whatever happens before the model exists waits for it, in order. */
function createGate() {
  const early: Input[] = [];
  let pass = (input: Input): void => {
    early.push(input);
  };
  return {
    submit: (input: Input): void => pass(input),
    open(submit: (input: Input) => void, first: readonly Input[]): void {
      pass = submit;
      for (const input of [{ kind: "tick" } as const, ...first, ...early]) submit(input);
    },
  };
}

/** The loop, what it moves, and what it remembers. */
function createBody(
  ports: BridgePorts & Required<Pick<BridgePorts, "inputs">>,
  limits: BridgeConfig,
  initial: Model,
  upward: Upward,
  submit: (input: Input) => void,
) {
  const saver = createSaver(ports);
  const keeper = createKeeper(saver, ports.clock, initial);
  const executor = createExecutor({ ...ports, submit });
  const changes = createListeners<void>();
  const outcomes = createListeners<Outcome>();
  const onModel = (next: Model, previous: Model): void => {
    logChanges(ports.log, next, previous);
    keeper.note(next);
    upward.report(next, previous);
    changes.tell();
  };
  const onOutcome = (outcome: Outcome) => void upward.tell(outcome, saver.flushed()).then(() => outcomes.tell(outcome));
  const loop = createLoop({ clock: ports.clock, limits, execute: executor.execute, onModel, onOutcome }, initial);
  upward.report(initial, null);
  return {
    loop,
    onChange: changes.add,
    onOutcome: outcomes.add,
    tell: onOutcome,
    async close(): Promise<void> {
      await loop.close();
      await executor.close();
      keeper.noteLast(loop.model());
      await saver.flushed();
    },
  };
}

type Body = Pick<ReturnType<typeof createBody>, "loop" | "onChange" | "onOutcome" | "tell">;

/** What the bridge is told: by the cloud commands and the home, and commands by whoever stands before it. */
function openEars(
  ports: BridgePorts,
  { thing, watch, ...delays }: Pick<BridgeConfig, "thing" | "watch" | "writeAheadMs" | "inputQueueMs">,
  { journal, home, edits }: Knowledge,
  { outbox, reporter }: Upward,
  { loop, onChange, onOutcome, tell }: Body,
) {
  let desk: PairingDesk | null = null;
  const onHome = (config: ConfigDesired): void => {
    journal.newHome(config.homeId);
    loop.submit((model, nowMs) => reduce(model, { kind: "config", config }, nowMs));
  };
  const onUnanswered = (): void => follower.onMessage({ kind: "delta" });
  const refusals = createListeners<HomeEdit>();
  const kept = createKeptHome({ ...ports, thing, onHome, onUnanswered, onRefused: refusals.tell }, home, edits);
  const errands = createErrands({ ...ports, desk: () => desk, home: kept.now, tell });
  const shared = shareMicrophone(ports.microphone ?? NO_MICROPHONE);
  const watcher = watch === "off" ? null : startWatch(ports, shared.watch, { loop, onChange });
  const measuring = { ...ports, microphone: shared.toMeasure };
  const byLoop = measureByLoop(measuring, {
    ...{ loop, onChange, onCalibrated: (references) => watcher?.follow(references) },
  });
  const sync = createSyncDesk({ ...byLoop, isTaken: () => tone.isListening() });
  const tone = createToneDesk({
    ...byLoop,
    command: (given) => local.submit(given),
    isTaken: () => sync.state().measuring !== null,
  });
  const syncErrands = createSyncErrands({ ...ports, delays, desk: sync, model: loop.model, tell });
  const announcing = createAnnouncing({
    announcer: ports.announcer ?? NO_ANNOUNCER,
    clock: ports.clock,
    model: loop.model,
    onChange,
    handOn(order, spoken) {
      if (spoken.ok) yieldToOrder(sync, order.command);
      loop.submit((model, nowMs) => applyAccepted(ports.library, model, { ...order, spoken }, nowMs));
    },
  });
  const presets = createPresetErrands({
    ...ports,
    favourites: ports.favourites ?? NO_FAVOURITES,
    model: loop.model,
    tell,
  });
  const onCommand = ({ command, ...rest }: AcceptedCommand): void => {
    if (isPairingErrand(command)) errands.run({ command, ...rest });
    else if (isSyncErrand(command)) syncErrands.run({ command, ...rest });
    else if (isPresetErrand(command)) presets.run({ command, ...rest });
    else if (command.kind === "announce") announcing.run({ command, ...rest });
    else {
      const isInTime = rest.lateBecause === null;
      const unspoken = isInTime ? callOffUnspoken(announcing, command) : undefined;
      const isAnnounced = unspoken && isAnythingToEnd(loop.model(), { nowMs: ports.clock.nowMs(), unspoken });
      const calledOff = isInTime && !isAnnounced ? yieldToOrder(sync, command) : undefined;
      const order = { command, ...rest, ...(calledOff && { calledOff }), ...(unspoken && { unspoken }) };
      loop.submit((model, nowMs) => applyAccepted(ports.library, model, order, nowMs));
    }
  };
  const intake = createIntake({ ...ports, journal, onOutcome: outbox.add, onCommand });
  const local = createLocalCommands({ journal, intake });
  const unsubscribe = onOutcome(local.told);
  const follower = createConfigFollower({ ...ports, thing, known: home, onConfig: kept.follow });
  const claims = createClaimDesk({ ...ports, thing, home: kept.now });
  const deafen = routeCloudEvents({ ...ports, thing }, { intake, follower, reporter, outbox, kept, claims });
  return {
    home: kept.now,
    editHome: kept.edit,
    checkEdit: kept.check,
    onEditRefused: refusals.add,
    attachDesk(attached: PairingDesk): void {
      desk = attached;
    },
    command: local.submit,
    sync,
    tone,
    claims,
    async close(): Promise<void> {
      await tone.close();
      deafen();
      claims.close();
      await intake.idle();
      await announcing.close();
      await presets.idle();
      await errands.close();
      await watcher?.close();
      await sync.close();
      await syncErrands.idle();
      await follower.close();
      await kept.close();
      unsubscribe();
    },
  };
}

/** A sender that begins to play may make a zone, which needs a name. */
const toSenderInput = (event: LiveInputEvent): Input =>
  event.kind === "sender-changed" ? { ...event, zone: newZoneId() } : event;

function listen(
  ports: BridgePorts & Required<Pick<BridgePorts, "inputs">>,
  submit: (input: Input) => void,
  writeAheadMs: number,
): Unsubscribe {
  const noteHealth = createEngineHealth(ports.log, writeAheadMs);
  const off = [
    ports.bluetooth.onEvent(submit),
    ports.inputs.onEvent((event) => submit(toSenderInput(event))),
    ports.engine.onEvent((event) => {
      if (event.kind === "status") noteHealth(event);
      const input = toInput(event, ports.log);
      if (input) submit(input.kind === "zone-ended" ? { ...input, next: newZoneId() } : input);
    }),
    ports.engine.onRestart(() => submit({ kind: "engine-lost" })),
  ];
  return () => {
    for (const stop of off) stop();
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
