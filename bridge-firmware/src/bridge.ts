// The bridge: ports in, one queue in the middle, reports out. Wires the parts and owns the order of start and stop;
// every decision is the core's, every effect an adapter's.
import { type BridgeState, newZoneId, type Outcome, ok, type SpeakerId, type ThingName } from "@house-band/contract";
import { createConfigFollower } from "./cloud/config-follower.ts";
import { type AcceptedCommand, createIntake } from "./cloud/intake.ts";
import { type Journal, lostInRestart, openJournal } from "./cloud/journal.ts";
import { createOutbox, type Outbox } from "./cloud/outbox.ts";
import { createReporter } from "./cloud/reporter.ts";
import { routeCloudEvents } from "./cloud/route.ts";
import { applyCommand } from "./core/apply-command.ts";
import type { CommandContext } from "./core/command-context.ts";
import { bookmarkFor, isSounding, type Model, speakerAt, zoneOf } from "./core/model.ts";
import { type Input, reduce } from "./core/reduce.ts";
import { toReported } from "./core/to-reported.ts";
import { createExecutor } from "./execute.ts";
import { toInput } from "./inputs.ts";
import { logChanges } from "./log-changes.ts";
import { createLoop, type Loop } from "./loop.ts";
import { createKeeper } from "./memory/keeper.ts";
import { recallHome, recallModel, selectFrom } from "./memory/recall.ts";
import { createSaver } from "./memory/saver.ts";
import type { AudioEngine, Bluetooth, Clock, CloudLink, Library, Log, Store, Unsubscribe } from "./ports.ts";

export type BridgePorts = {
  readonly bluetooth: Bluetooth;
  readonly engine: AudioEngine;
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
  /** From receipt: a speaker without a link by then is reported missing. The cloud waits 2.5 s for an outcome. */
  readonly linkWithinMs: number;
  /** From receipt: no sound by then is a failure. */
  readonly soundWithinMs: number;
};

export const BRIDGE_DEFAULTS = { resumeOnStart: true, linkWithinMs: 2_000, soundWithinMs: 6_000 } as const;

export type Bridge = {
  snapshot(): BridgeState;
  /** Is sound being written to this speaker now? */
  isSounding(speaker: SpeakerId): boolean;
  /** The speaker of this home with that Bluetooth address. */
  speakerAt(address: string): SpeakerId | null;
  onChange(listener: () => void): Unsubscribe;
  /** Reverse order of start; the ports stay the caller's to close. */
  stop(): Promise<void>;
};

/** How long a start waits for the library: the music that was not found by then is found later. */
const SCAN_WITHIN_MS = 10_000;

/**
 * Starts the bridge and resolves when it follows the cloud's commands. It needs no cloud to resolve: without one it
 * works from its copy of the home.
 */
export async function runBridge(ports: BridgePorts, config: BridgeConfig): Promise<Bridge> {
  const { store, clock, log } = ports;
  // whatever happens before the model exists waits for it
  const early: Input[] = [];
  let submit = (input: Input): void => {
    early.push(input);
  };
  const unsubscribe = listen(ports, (input) => submit(input));

  const journal = await openJournal({ store, clock, log });
  const home = await recallHome(ports);
  if (home) journal.newHome(home.homeId);
  await scanLibrary(ports);
  const recalled = await recallModel(ports, home, journal.highestSeq(), config.resumeOnStart);

  const saver = createSaver(ports);
  const keeper = createKeeper(saver, clock, recalled);
  const outbox = createOutbox({
    ...ports,
    thing: config.thing,
    onDelivered: ({ commandId }) => journal.delivered(commandId),
  });
  const reporter = createReporter({ ...ports, thing: config.thing });
  const executor = createExecutor({ ...ports, submit: (input) => submit(input) });
  const listeners = new Set<() => void>();
  const endings = new Set<Promise<void>>();
  const loop = createLoop(
    {
      clock,
      limits: config,
      execute: executor.execute,
      onModel(next, previous) {
        logChanges(log, next, previous);
        keeper.note(next);
        if (next.speakers !== previous.speakers || next.zones !== previous.zones) reporter.update(toReported(next));
        for (const listener of listeners) listener();
      },
      onOutcome(outcome) {
        log.info(outcomeFields(outcome), "command is over");
        const ending: Promise<void> = tell({ outcome, journal, outbox, saved: saver.flushed() }).finally(() =>
          endings.delete(ending),
        );
        endings.add(ending);
      },
    },
    recalled,
  );
  submit = (input) => loop.submit((model, nowMs) => reduce(model, input, nowMs));
  reporter.update(toReported(recalled));
  for (const input of [{ kind: "tick" } as const, ...linksNow(ports.bluetooth), ...early]) submit(input);

  await Promise.all(journal.unfinished().map((command) => journal.finish(lostInRestart(command))));
  for (const outcome of journal.undelivered()) outbox.add(outcome);
  const intake = createIntake({
    journal,
    clock,
    log,
    onOutcome: outbox.add,
    onCommand: (accepted) => loop.submit((model, nowMs) => accept(ports, model, accepted, nowMs)),
  });
  const follower = createConfigFollower({
    ...ports,
    thing: config.thing,
    known: home,
    onConfig(newer) {
      journal.newHome(newer.homeId);
      submit({ kind: "config", config: newer });
    },
  });
  const deaf = routeCloudEvents({ ...ports, thing: config.thing }, { intake, follower, reporter, outbox });
  ports.cloud.start();

  return {
    ...faces(loop),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      deaf();
      await intake.idle();
      unsubscribe();
      await loop.close();
      await executor.close();
      keeper.noteLast(loop.model());
      await Promise.all([...endings, saver.flushed()]);
      await Promise.all([follower.close(), reporter.close(), outbox.close()]);
      await journal.idle();
    },
  };
}

function listen(ports: BridgePorts, submit: (input: Input) => void): Unsubscribe {
  const off = [
    ports.bluetooth.onEvent(submit),
    ports.engine.onEvent((event) => {
      const input = toInput(event, ports.log);
      if (input) submit(input);
    }),
    ports.engine.onRestart(() => submit({ kind: "engine-lost" })),
  ];
  return () => {
    for (const stop of off) stop();
  };
}

async function scanLibrary({ library, clock, log }: BridgePorts): Promise<void> {
  const waiting = new AbortController();
  const scanned = library
    .scan(() => undefined)
    .then((summary) => {
      waiting.abort();
      if (!summary.ok) log.error({ code: summary.error.code }, `no music: ${summary.error.message}`);
      else log.info({ tracks: summary.value.tracks, skipped: summary.value.skipped.length }, "music found");
    });
  const late = clock.sleep(SCAN_WITHIN_MS, waiting.signal);
  await Promise.race([scanned, late]);
}

/** A daemon that was started again finds speakers connected already. */
function linksNow(bluetooth: Bluetooth): readonly Input[] {
  return bluetooth.devices().flatMap(({ address, transport, batteryPercent }): Input[] => {
    const battery: Input[] = batteryPercent === null ? [] : [{ kind: "battery-changed", address, batteryPercent }];
    return transport ? [{ kind: "transport-added", address, transport }, ...battery] : battery;
  });
}

function accept(ports: BridgePorts, model: Model, accepted: AcceptedCommand, nowMs: number): Model {
  const selection = select(ports.library, model, accepted, nowMs);
  return applyCommand(model, accepted.command, { ...accepted, nowMs, selection, newZoneId });
}

/** "Play something" goes on where these speakers were; anything else begins at its beginning. */
function select(
  library: Library,
  model: Model,
  { command }: AcceptedCommand,
  nowMs: number,
): CommandContext["selection"] {
  if (command.kind !== "play") return null;
  const ids = command.targets.map(({ id }) => id);
  const mark = command.source.kind === "anything" ? bookmarkFor(model, ids, nowMs) : null;
  const remembered = mark ? selectFrom(library, mark.source) : null;
  if (mark && remembered?.ok && mark.index < remembered.value.tracks.length) {
    const place = { index: mark.index, positionMs: mark.positionMs, atMs: null };
    return ok({ selection: remembered.value, place });
  }
  const found = selectFrom(library, command.source);
  return found.ok ? ok({ selection: found.value, place: { index: 0, positionMs: 0, atMs: null } }) : found;
}

/** Journaled before it is told, so that a restart tells the same; a volume is on disk before it is called set. */
async function tell(ending: {
  readonly outcome: Outcome;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly saved: Promise<void>;
}): Promise<void> {
  const { outcome, journal, outbox, saved } = ending;
  await saved;
  await journal.finish(outcome);
  outbox.add(outcome);
}

const outcomeFields = ({ commandId, state, code, timings }: Outcome) => ({
  commandId,
  state,
  code,
  soundMs: timings.soundMs,
  settledMs: timings.settledMs,
});

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
