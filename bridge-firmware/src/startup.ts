// What a daemon knows before it does anything: its journal, its copy of the home, and a model made of both.
import type { ConfigDesired } from "@house-band/contract";
import { type Journal, openJournal } from "./cloud/journal.ts";
import { lostInRestart } from "./cloud/journal-record.ts";
import { editAll } from "./core/edited-config.ts";
import type { Model } from "./core/model.ts";
import type { Input } from "./core/reduce.ts";
import { beginBoot } from "./memory/boot.ts";
import { type QueuedEdit, recallEdits } from "./memory/queued-edits.ts";
import { recallHome, recallModel } from "./memory/recall.ts";
import type { KeepingStore } from "./memory/unknown-keys.ts";
import type { Bluetooth, Clock, Library, Log } from "./ports.ts";

export type Knowledge = {
  readonly journal: Journal;
  /** As the cloud said it last. */
  readonly home: ConfigDesired | null;
  /** Made here since, and not decided about. */
  readonly edits: readonly QueuedEdit[];
  readonly model: Model;
  /** Start of this run, epoch: later than that of every run before. */
  readonly bootedAtMs: number;
};

type StartupPorts = {
  readonly store: KeepingStore;
  readonly library: Library;
  readonly clock: Clock;
  readonly log: Log;
};

/** How long a start waits until the library knows any music: what was not found by then is found later. */
const SCAN_WITHIN_MS = 10_000;
/** A large library takes minutes: its log says that it is still at work. */
const TELL_EVERY_MS = 5_000;

/** @param resume whether what played when the daemon ended should play again */
export async function recall(ports: StartupPorts, resume: boolean): Promise<Knowledge> {
  const scanned = scanLibrary(ports);
  const booting = beginBoot(ports);
  const journal = await openJournal(ports);
  const home = await recallHome(ports);
  if (home) journal.newHome(home.homeId);
  const edits = await recallEdits(ports, home);
  await scanned;
  const edited =
    home &&
    editAll(
      home,
      edits.map(({ edit }) => edit),
    );
  const model = await recallModel(ports, edited, journal.highestSeq(), resume);
  // whether they were carried out is not known any more: they end here, once, and are not carried out again
  await Promise.all(journal.unfinished().map((command) => journal.finish(lostInRestart(command))));
  return { journal, home, edits, model, bootedAtMs: await booting };
}

/** Resolves when the library knows music, or none; the look goes on by itself. */
async function scanLibrary(ports: StartupPorts): Promise<void> {
  const waiting = new AbortController();
  const isReady = () => ports.library.state().tracks !== null;
  const scanned = scanToTheEnd(ports, () => isReady() && waiting.abort()).then(() => waiting.abort());
  await Promise.race([scanned, ports.clock.sleep(SCAN_WITHIN_MS, waiting.signal)]);
}

async function scanToTheEnd({ library, clock, log }: StartupPorts, onProgress: () => void): Promise<void> {
  let toldAtMs = clock.nowMs();
  const summary = await library.scan(({ done, total }) => {
    onProgress();
    if (clock.nowMs() - toldAtMs < TELL_EVERY_MS) return;
    toldAtMs = clock.nowMs();
    log.info({ done, total }, "looking through the music");
  });
  if (!summary.ok) log.error({ code: summary.error.code }, `no music: ${summary.error.message}`);
  else log.info({ tracks: summary.value.tracks, skipped: summary.value.skipped.length }, "music found");
}

/** A daemon that was started again finds speakers connected already. */
export function linksNow(bluetooth: Bluetooth): readonly Input[] {
  return bluetooth.devices().flatMap(({ address, transport, batteryPercent }): Input[] => {
    const battery: Input[] = batteryPercent === null ? [] : [{ kind: "battery-changed", address, batteryPercent }];
    return transport ? [{ kind: "transport-added", address, transport }, ...battery] : battery;
  });
}
