// Were the promises kept? What was acknowledged before a death against what is on the disk after it, and what the
// outcomes say against what carrying out every command at most once can lead to.
import { readFile } from "node:fs/promises";
import type { Command, Outcome } from "@house-band/contract";
import { createFileStore } from "../../bridge-firmware/src/adapters/fs/store.ts";
import { createReadableLog } from "../bridge-firmware/adapters/fs/store-fixture.ts";
import type { Sent } from "./fire.ts";

type JournalRecord = { readonly kind: string; readonly command?: Command; readonly outcome?: Outcome };
type Promised = {
  readonly sent: readonly Sent[];
  readonly outcomes: ReadonlyMap<string, readonly Outcome[]>;
  readonly reported: { readonly revision: number };
};

/** What a dead bridge left on its disk; every sentence of the answer is a broken promise. */
export async function judgeDisk(dataDirectory: string, promised: Promised): Promise<readonly string[]> {
  const { sent, outcomes, reported } = promised;
  const log = createReadableLog();
  const store = createFileStore({ directory: dataDirectory, log });
  const home = await store.load("home");
  const journal = await store.readJournal();
  await store.close();
  if (!home.ok) return [`the home can't be read: ${home.error.message}`];
  if (!journal.ok) return [`the journal does not open: ${journal.error.message}`];
  const { revision } = (home.value ?? { revision: 0 }) as { readonly revision: number };
  const records = journal.value as readonly JournalRecord[];
  const accepted = records.flatMap(({ command }) => (command ? [command.id] : []));
  const finished = new Map(records.flatMap(({ outcome }) => (outcome ? [[outcome.commandId, outcome]] : [])));
  return [
    ...log.lines.filter((line) => line.startsWith("error")),
    ...(revision < reported.revision ? [`revision ${reported.revision} was reported, ${revision} is on the disk`] : []),
    ...twice(accepted).map((id) => `${id} is in the journal twice`),
    ...sent
      .filter(({ command, confirmed }) => confirmed && !accepted.includes(command.id))
      .map(({ command }) => `${command.id} was acknowledged and is not in the journal`),
    ...[...outcomes.values()].flatMap(([outcome]) =>
      outcome &&
      outcome.state !== "rejected" &&
      JSON.stringify(finished.get(outcome.commandId)) !== JSON.stringify(outcome)
        ? [`${outcome.commandId} ended as ${outcome.state}, and the journal does not say so`]
        : [],
    ),
  ];
}

/** After the last start, when everything has come to rest. */
export function judgeOutcomes({ sent, outcomes }: Promised): readonly string[] {
  const ends = new Map([...outcomes].map(([id, all]) => [id, all[0]]));
  return [
    ...[...outcomes]
      .filter(([, all]) => new Set(all.map((one) => JSON.stringify(one))).size > 1)
      .map(([id, all]) => {
        return `${id} ended in more than one way: ${all.map(({ state, code }) => `${state} ${code}`).join(", ")}`;
      }),
    ...sent
      .filter(({ command, way, confirmed }) => (way === "queued" || confirmed) && !ends.has(command.id))
      .map(({ command }) => `${command.id} (${command.kind}) never ended`),
    ...judgeVolumes(sent, ends),
  ];
}

/**
 * Every outcome of a step says the volume it led to: what was there before and one step, no more, no less. Where a
 * bridge died over a command, it was carried out once or not at all; where nobody knows whether it arrived, counting
 * begins again.
 */
function judgeVolumes(sent: readonly Sent[], ends: ReadonlyMap<string, Outcome | undefined>): readonly string[] {
  const broken: string[] = [];
  const possible = new Map<string, ReadonlySet<number>>();
  for (const { command, givenUp } of sent) {
    const [speaker] = command.kind === "adjust-volume" ? command.speakers : [];
    if (command.kind !== "adjust-volume" || speaker === undefined) continue;
    const before = possible.get(speaker) ?? null;
    const stepped = new Set(
      [...(before ?? [])].map((volume) => Math.min(100, Math.max(0, volume + command.deltaPercent))),
    );
    const end = ends.get(command.id);
    const volume = end?.volumePercent?.[speaker];
    if (end?.state === "done" && volume !== undefined) {
      if (before && !stepped.has(volume)) {
        broken.push(
          `seq ${command.seq} of ${speaker} by ${command.deltaPercent} led to ${volume}, from ${[...before]}`,
        );
      }
      possible.set(speaker, new Set([volume]));
    } else if (givenUp) possible.delete(speaker);
    else if (before && (end === undefined || end.state === "failed")) {
      possible.set(speaker, new Set([...before, ...stepped]));
    }
  }
  return broken;
}

/** "next" is a step as well: the engine was told as often as it was done, and at most as often as it may have been. */
export async function judgeSkips(engineLog: string, { sent, outcomes }: Promised): Promise<readonly string[]> {
  const lines = (await readFile(engineLog, "utf8")).split("\n").filter(Boolean);
  const requests = lines.flatMap(toRequest);
  const skips = requests.reduce((sum, { kind, by = 0 }) => sum + (kind === "skip" ? by : 0), 0);
  const ends = sent
    .filter(({ command }) => command.kind === "next")
    .map(({ command }) => outcomes.get(command.id)?.[0]);
  const done = ends.filter((end) => end?.state === "done").length;
  const perhaps = ends.filter((end) => end === undefined || end.state === "failed").length;
  const kept = skips >= done && skips <= done + perhaps;
  return kept ? [] : [`the engine skipped ${skips} times; ${done} were done, ${perhaps} more may have been`];
}

/** None of a line that a kill has torn: what it was about was not begun. */
function toRequest(line: string): readonly { readonly kind: string; readonly by?: number }[] {
  try {
    return [JSON.parse(line) as { readonly kind: string; readonly by?: number }]; // our own witness wrote it
  } catch {
    return [];
  }
}

const twice = (ids: readonly string[]): readonly string[] => ids.filter((id, index) => ids.indexOf(id) !== index);
