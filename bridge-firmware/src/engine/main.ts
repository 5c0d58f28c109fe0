// The engine's process: requests as JSON lines on stdin, events as JSON lines on stdout. This thread does what may
// wait (pipes, files, decoders' threads); the audio loop has its own. When stdin closes, the daemon is gone: so are we.
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { assertNever, newZoneId } from "@house-band/contract";
import { type Captures, createCaptures } from "./input/captures.ts";
import { createDecoderPool } from "./input/decoder-pool.ts";
import { createPipes, isPipeRequest } from "./input/pipes.ts";
import { rouse } from "./input/shared-feed.ts";
import { createOpener } from "./outputs/device-orders.ts";
import { createRecordings } from "./outputs/recordings.ts";
import type { PacerCall, PacerData, PacerNews } from "./pacer-worker.ts";
import { EngineEvent, EngineRequest } from "./protocol.ts";

/** A list of 10,000 tracks with long paths; anything beyond is not a request. */
const MAX_LINE_LENGTH = 8_000_000;

function main(): void {
  const suffix = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const decoders = createDecoderPool({ workerUrl: new URL(`./input/decoder-worker${suffix}`, import.meta.url) });
  const pipes = createPipes(emit);
  const complain = (message: string): void => void process.stderr.write(`${message}\n`);
  const captures = createCaptures({ complain, emit });
  const recordings = createRecordings(complain);
  const wake = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const pacer = new Worker(new URL(`./pacer-worker${suffix}`, import.meta.url), {
    workerData: { wake } satisfies PacerData,
  });

  const send = (call: PacerCall): void => {
    pacer.postMessage(call);
    rouse(wake);
  };
  const devices = createOpener(send);
  const stop = async (exitCode: number): Promise<void> => {
    pipes.close();
    await Promise.all([recordings.close(), decoders.close(), captures.close(), devices.settled()]);
    process.exit(exitCode);
  };
  const hear = (news: PacerNews): void => {
    switch (news.kind) {
      case "event":
        // whoever did not start this process himself has no other way to end it when it hangs
        emit(news.event.kind === "ready" ? { ...news.event, pid: process.pid } : news.event);
        break;
      case "decode":
        if (news.request.pipe === undefined) decoders.decode(news.request, news.feed);
        else pipes.play(news.request.pipe, news.request, news.feed);
        break;
      case "capture":
        captures.add(news.spec, news.capture);
        break;
      case "open-alsa":
      case "close-alsa":
      case "open-bluealsa":
      case "close-bluealsa":
        devices.take(news);
        break;
      case "open-recording":
        recordings.open(news.path);
        break;
      case "record":
        recordings.write(news.path, news.atFrame, news.samples);
        break;
      case "extend-recordings":
        recordings.extend(news.untilFrame);
        break;
      case "stopped":
        void stop(0);
        break;
      default:
        assertNever(news);
    }
  };
  pacer.on("message", hear);
  pacer.on("error", (error) => {
    process.stderr.write(`the audio loop failed: ${error.stack ?? error.message}\n`);
    void stop(1);
  });
  warmParsing();
  readRequests((request) => {
    if (isPipeRequest(request)) pipes.handle(request);
    else if (request.kind === "listen") listen(captures, request);
    else send(request);
  });
  // Nobody reads any more: stdin's end, which comes with it, is what stops us, recordings and all.
  process.stdout.on("error", () => undefined);
  process.on("SIGTERM", () => send({ kind: "shut-down" }));
  // Ctrl-C reaches the whole group: the daemon decides when the music ends, or closes stdin by dying.
  process.on("SIGINT", () => undefined);
}

function readRequests(send: (request: EngineRequest) => void): void {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    const request = parseRequest(line);
    if (typeof request === "string") emit({ kind: "refused", request: "unreadable", reason: request });
    else send(request);
  });
  lines.on("close", () => send({ kind: "shut-down" }));
}

function listen(captures: Captures, { input, spec }: Extract<EngineRequest, { kind: "listen" }>): void {
  if (spec.kind !== "emulated") captures.listen(input, spec);
  else emit({ kind: "refused", request: "listen", reason: "an emulated sender says itself whether it plays" });
}

/** The schema's first use costs milliseconds, which the first music would wait for. */
function warmParsing(): void {
  const request: EngineRequest = {
    kind: "open-zone",
    zone: newZoneId(),
    input: { kind: "files", tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 },
    paused: false,
    members: [{ output: "warm-up", channel: "stereo", volumePercent: 0, muted: false, latencyMs: 0 }],
  };
  parseRequest(JSON.stringify(request));
}

/** The request, or what is wrong with the line. */
function parseRequest(line: string): EngineRequest | string {
  if (line.length > MAX_LINE_LENGTH) return `a line of ${line.length} characters; at most ${MAX_LINE_LENGTH} are read`;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "the line is not JSON";
  }
  const parsed = EngineRequest.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = `${issue?.code ?? "invalid"} at ${issue?.path.join(".") || "the top"}`;
  // where the schema has nothing of its own to say, the code says as much
  return issue === undefined || issue.message === "Invalid input" ? where : `${where}: ${issue.message}`;
}

function emit(event: EngineEvent): void {
  process.stdout.write(`${JSON.stringify(EngineEvent.parse(event))}\n`);
}

main();
