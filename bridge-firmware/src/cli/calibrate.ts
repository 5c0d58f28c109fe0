// `house-band calibrate` and `house-band sync`: how well speakers play together, heard by the bridge's microphone or by a
// phone, and shown. Whoever breaks it off leaves no speaker playing.
import { writeFile } from "node:fs/promises";
import type { Result, SpeakerId } from "@house-band/contract";
import type { Measurement, MeasurementFault } from "../calibration/measurement.ts";
import type { ProbePlan } from "../calibration/probe-plan.ts";
import { describeFault } from "../control/sync/sync-result.ts";
import { type MeasureBody, type SyncAnswerView, type SyncView, toMeasurementView } from "../control/sync/sync-views.ts";
import type { SpeakerView } from "../control/views.ts";
import type { Client } from "./client.ts";
import { forgetLevels, seeToLevels } from "./levels.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import { resolveDistances } from "./read-distances.ts";
import type { MeasureRequest } from "./read-measure.ts";
import { renderKnown, renderMeasured, renderRefusal, type SyncRow, toRows } from "./render-sync.ts";
import { resolveNames } from "./resolve-names.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";
import { syncSvg } from "./sync-svg.ts";

const LOOK_EVERY_MS = 300;

/** Makes a measurement of a sound file, or says why there is none; or what is wrong with the file. */
export type AnalyseFile = (
  path: string,
  plan: ProbePlan,
) => Promise<Result<Result<Measurement, MeasurementFault>, string>>;

export type Surroundings = {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly dialogue: Dialogue;
  readonly analyseFile: AnalyseFile;
};

type Asked = Surroundings & { readonly request: MeasureRequest };
type Named = Asked & {
  readonly speakers: readonly SpeakerId[];
  readonly views: readonly SpeakerView[];
  /** Where they are to be in time, as the bridge is told it. */
  readonly aligning: Pick<MeasureBody, "alignAt" | "distancesM">;
};

/** Measures, shows, and has the speakers play by it; the answer is the exit code. */
export async function calibrate(request: MeasureRequest, surroundings: Surroundings): Promise<number> {
  const { client, terminal } = surroundings;
  const [views, groups] = await Promise.all([client.speakers(), client.groups()]);
  if (!views.ok) return complain(views.error, terminal);
  if (!groups.ok) return complain(groups.error, terminal);
  const everyone = views.value.map(({ id }) => id);
  const { on } = request;
  const named = on.length === 0 ? null : resolveNames(on, { speakers: views.value, groups: groups.value });
  if (named?.ok === false) {
    terminal.err(named.error);
    return EXIT.usage;
  }
  const distances = resolveDistances(request.distances, { speakers: views.value, groups: groups.value });
  if (!distances.ok) {
    terminal.err(distances.error);
    return EXIT.usage;
  }
  const aligning = request.at === null ? {} : { alignAt: request.at, distancesM: distances.value };
  const asked = { ...surroundings, request, speakers: named?.value ?? everyone, views: views.value, aligning };
  if (request.levels === "forget") return forgetLevels(asked.speakers, asked);
  switch (request.by.kind) {
    case "nobody":
      return showKnown(asked);
    case "microphone":
      return measure(asked);
    case "phone":
      return byPhone(asked);
    case "file":
      return fromFile(asked, request.by.path);
  }
}

async function showKnown({ client, terminal, views, speakers }: Named): Promise<number> {
  const view = await client.sync.view();
  if (!view.ok) return complain(view.error, terminal);
  const wanted = views.filter(({ id }) => speakers.includes(id));
  if (terminal.json)
    terminal.out(
      JSON.stringify(
        wanted.map(({ id, name, latency }) => ({ id, name, latency })),
        null,
        2,
      ),
    );
  else for (const line of renderKnown(wanted, view.value.delays, new Date())) terminal.out(line);
  return EXIT.done;
}

async function measure(asked: Named): Promise<number> {
  const answer = await untilOver(asked, "here");
  return typeof answer === "number" ? answer : show(asked, answer);
}

/** Begins, follows and waits; what came of it, or the exit code where the bridge could not be asked. */
async function untilOver(
  { request, client, terminal, speakers, aligning }: Named,
  listens: "here" | "elsewhere",
): Promise<SyncAnswerView | number> {
  const before = await client.sync.view();
  if (!before.ok) return complain(before.error, terminal);
  const isToBeApplied = request.kind === "calibrate";
  const { whileMusicPlays } = request;
  const asking = client.sync.measure({ speakers: [...speakers], isToBeApplied, whileMusicPlays, listens, ...aligning });
  const stop = breakOff(client, asking);
  try {
    const begun = await asking;
    if (!begun.ok) return complain(begun.error, terminal);
    if (begun.value.kind !== "measuring") return begun.value;
    terminal.err("The speakers play one after the other, twice. Keep quiet, and leave the microphone where it is.");
    return await follow(client, terminal, before.value.ended);
  } finally {
    stop();
  }
}

/** Ctrl-C: the speakers stop at once, where it is this command that has them play: what somebody else measures goes on. */
function breakOff(client: Client, asking: ReturnType<Client["sync"]["measure"]>): () => void {
  const end = async (): Promise<void> => {
    const begun = await asking;
    if (begun.ok && begun.value.kind === "measuring") await client.sync.cancel();
    process.exit(EXIT.interrupted);
  };
  const onSignal = (): void => void end();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  return () => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
}

async function follow(client: Client, terminal: Terminal, endedBefore: number): Promise<SyncAnswerView | number> {
  let told = -1;
  for (;;) {
    const view = await client.sync.view();
    if (!view.ok) return complain(view.error, terminal);
    const { measuring, last, ended } = view.value;
    if (ended > endedBefore && last !== null) return last;
    if (ended < endedBefore || measuring === null) {
      terminal.err("the bridge was started anew meanwhile, and nothing was measured: try again");
      return EXIT.notDone;
    }
    if (terminal.isWatched && measuring.playedProbes !== told) {
      told = measuring.playedProbes;
      terminal.err(`  ${told} of ${measuring.allProbes} played, ${Math.ceil(measuring.leftMs / 1_000)} s left`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function byPhone(asked: Named): Promise<number> {
  const { terminal, request, dialogue } = asked;
  if (dialogue.isThere) {
    const answer = await dialogue.ask("Start recording on your phone, put it where you listen, then press Enter. ");
    if (answer === null) return EXIT.notDone;
  }
  const played = await untilOver(asked, "elsewhere");
  if (typeof played === "number") return played;
  if (played.kind !== "played") return show(asked, played);
  const next = `house-band ${request.kind} --from FILE`;
  terminal.err("All have played: stop the recording, and bring its file to this machine.");
  const path = (await dialogue.ask(`Where is it? (Enter: later, by ${next}) `))?.trim() ?? "";
  if (path !== "") return fromFile(asked, path);
  terminal.err(`Then: ${next}`);
  return EXIT.done;
}

async function fromFile(asked: Named, path: string): Promise<number> {
  const { client, terminal, request, analyseFile, aligning } = asked;
  const view = await client.sync.view();
  if (!view.ok) return complain(view.error, terminal);
  const { played } = view.value;
  if (played === null) {
    terminal.err(`no probes were played since the bridge was started: first house-band ${request.kind} --by-phone`);
    return EXIT.notDone;
  }
  const analysed = await analyseFile(path, played.plan);
  if (!analysed.ok) {
    terminal.err(`${path}: ${analysed.error}`);
    return EXIT.notDone;
  }
  if (!analysed.value.ok) {
    terminal.err(`${path}: ${describeFault(analysed.value.error)}`);
    terminal.err(`It was compared with the probes that were played ${momentOf(played)}: is it a recording of those?`);
    return EXIT.notDone;
  }
  const measurement = toMeasurementView(analysed.value.value);
  const isToBeApplied = request.kind === "calibrate";
  const answer = await client.sync.bring({ plan: played.id, measurement, isToBeApplied, ...aligning });
  return answer.ok ? show(asked, answer.value) : complain(answer.error, terminal);
}

const momentOf = ({ atMs }: NonNullable<SyncView["played"]>): string =>
  `at ${new Date(atMs).toLocaleTimeString("en-GB")}`;

/** What came of it, and the exit code for that. */
async function show(asked: Named, answer: SyncAnswerView): Promise<number> {
  const { terminal, request, views } = asked;
  const nameOf = (id: SpeakerId): string => views.find((one) => one.id === id)?.name ?? id;
  if (terminal.json) terminal.out(JSON.stringify(answer, null, 2));
  if (answer.kind !== "measured") {
    if (!terminal.json) for (const line of renderRefusal(answer, nameOf)) terminal.err(line);
    return EXIT.notDone;
  }
  const rows = toRows(answer, nameOf);
  if (!terminal.json) for (const line of renderMeasured(answer, rows)) terminal.out(line);
  const isDrawn = request.svg === null || (await draw(request.svg, rows, terminal));
  const levelled = await seeToLevels(request, answer, { ...asked, nameOf });
  const isWhole = Object.values(answer.perSpeaker).every((code) => code === "OK");
  return isWhole && isDrawn ? levelled : EXIT.notDone;
}

async function draw(path: string, rows: readonly SyncRow[], terminal: Terminal): Promise<boolean> {
  try {
    await writeFile(path, syncSvg(rows));
    return true;
  } catch (error) {
    terminal.err(`${path} can't be written: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
