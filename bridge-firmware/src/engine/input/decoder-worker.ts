// A decoder's thread: one job at a time, whatever a file does to it. The pool on the main thread watches over it.
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort } from "node:worker_threads";
import { runDecodeJob } from "./decode-job.ts";
import type { FeedRequest } from "./feed.ts";
import { createFeedSink, type SharedFeed } from "./shared-feed.ts";
import { warmDecoding } from "./warm-decoding.ts";

export type DecoderOrder = { readonly request: FeedRequest; readonly feed: SharedFeed };

/** `track`: its file is about to be opened. `done`: ready for the next order. */
export type DecoderNews = { readonly kind: "track"; readonly index: number } | { readonly kind: "done" };

/** The ring holds seconds: looking ten times a second is often enough, and costs nothing. */
const LOOK_AGAIN_MS = 100;

// The decoders report every damaged frame there too, besides telling it to their caller.
console.error = () => undefined;

const tell = (news: DecoderNews): void => parentPort?.postMessage(news);

const warmed = warmDecoding();

parentPort?.on("message", ({ request, feed }: DecoderOrder) => {
  const sink = createFeedSink(feed, () => sleep(LOOK_AGAIN_MS));
  void warmed
    .then(() => runDecodeJob(request, sink, (index) => tell({ kind: "track", index })))
    .then(() => tell({ kind: "done" }));
});
