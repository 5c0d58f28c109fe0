// The decoders' threads: one works for each feed, one waits so that music can begin at once. A decoder that dies or
// hangs over a file costs that file: the list goes on with the next one in a new thread.
import { Worker } from "node:worker_threads";
import type { DecoderNews, DecoderOrder } from "./decoder-worker.ts";
import type { FeedRequest } from "./feed.ts";
import { createMarkWriter } from "./mark-box.ts";
import { countBeats, createRingWriter, isRingClosed } from "./pcm-ring.ts";
import type { SharedFeed } from "./shared-feed.ts";

export interface DecoderPool {
  decode(request: FeedRequest, feed: SharedFeed): void;
  close(): Promise<void>;
}

/** What a file may cost before it is the file's fault. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 } as const;
const KEPT_IDLE = 2;
/** A thread takes half a second of a core to start: after the music that is just beginning. */
const SPARE_AFTER_MS = 1_000;
const WATCH_EVERY_MS = 5_000;
/** Rounds without a sign of life before a decoder counts as hung. */
const MAX_SILENT_ROUNDS = 3;

type Job = DecoderOrder & { index: number; beats: number; silentRounds: number };
type Decoder = { readonly worker: Worker; job: Job | null; fault: string };

export type DecoderPoolOptions = {
  readonly workerUrl: URL;
  readonly watchEveryMs?: number;
  readonly spareAfterMs?: number;
};

/** Starts with one decoder waiting. */
export function createDecoderPool({
  workerUrl,
  watchEveryMs = WATCH_EVERY_MS,
  spareAfterMs = SPARE_AFTER_MS,
}: DecoderPoolOptions): DecoderPool {
  const decoders = new Set<Decoder>();
  let closing = false;
  let spare: NodeJS.Timeout | null = null;

  const start = (): Decoder => {
    const decoder: Decoder = {
      worker: new Worker(workerUrl, { resourceLimits: LIMITS }),
      job: null,
      fault: "its decoder stopped",
    };
    decoders.add(decoder);
    decoder.worker.on("message", (news: DecoderNews) => hear(decoder, news));
    decoder.worker.on("error", (error) => {
      decoder.fault = error.message;
    });
    decoder.worker.on("exit", () => {
      decoders.delete(decoder);
      if (decoder.job !== null && !closing) goOn(decoder.job, decoder.fault);
    });
    return decoder;
  };

  const hear = (decoder: Decoder, news: DecoderNews): void => {
    if (news.kind === "track") {
      if (decoder.job !== null) decoder.job.index = news.index;
      return;
    }
    decoder.job = null;
    if (idle().length > KEPT_IDLE) void decoder.worker.terminate();
  };

  const idle = (): readonly Decoder[] => [...decoders].filter(({ job }) => job === null);

  /** The next music is not to wait for a thread either. */
  const keepOneWaiting = (): void => {
    spare ??= setTimeout(() => {
      spare = null;
      if (idle().length === 0) start();
    }, spareAfterMs);
  };

  const begin = (request: FeedRequest, feed: SharedFeed): void => {
    const decoder = idle()[0] ?? start();
    decoder.job = { request, feed, index: request.startIndex, beats: 0, silentRounds: 0 };
    decoder.worker.postMessage({ request, feed } satisfies DecoderOrder);
    keepOneWaiting();
  };

  /** After a decoder's death: its file failed, the rest of the list is another one's job. */
  const goOn = ({ request, feed, index }: Job, fault: string): void => {
    if (isRingClosed(feed.ring)) return;
    const atFrame = createRingWriter(feed.ring).writtenFrames();
    createMarkWriter(feed.marks)({ kind: "failed", atFrame, index, reason: `decoding failed (${fault})` });
    begin({ ...request, startIndex: index + 1, startMs: 0 }, feed);
  };

  const watch = setInterval(() => {
    for (const decoder of decoders) {
      if (decoder.job === null || !hangs(decoder.job)) continue;
      decoder.fault = "its decoder hung";
      void decoder.worker.terminate();
    }
  }, watchEveryMs);
  start();

  return {
    decode: begin,
    async close() {
      closing = true;
      clearInterval(watch);
      if (spare !== null) clearTimeout(spare);
      await Promise.all([...decoders].map(({ worker }) => worker.terminate()));
    },
  };
}

function hangs(job: Job): boolean {
  const beats = countBeats(job.feed.ring);
  job.silentRounds = beats === job.beats ? job.silentRounds + 1 : 0;
  job.beats = beats;
  return job.silentRounds >= MAX_SILENT_ROUNDS;
}
