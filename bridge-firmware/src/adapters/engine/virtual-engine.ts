// The engine under a clock that moves when it is told to: the same core, in this process, with nothing left to chance.
import { createEngine, type Engine } from "../../engine/engine.ts";
import type { OpenFeed } from "../../engine/input/feed.ts";
import { createLiveInputs } from "../../engine/input/live-inputs.ts";
import { type LocalFeed, openLocalFeed } from "../../engine/input/local-feed.ts";
import { createRecordings, type Recordings } from "../../engine/outputs/recordings.ts";
import { BLOCK_MS } from "../../engine/pacer.ts";
import { BLOCK_FRAMES, type EngineEvent } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import type { AudioEngine } from "../../ports.ts";

export interface VirtualEngine extends AudioEngine {
  /** Lets `ms` pass for the engine; events come while it does. Recordings are on disk when it resolves. */
  advance(ms: number): Promise<void>;
  /** The engine is lost with all it knew, and is there again, empty: as when its process dies. */
  crash(): Promise<void>;
}

/** An engine at its moment 0, which passes only by `advance`. */
export function createVirtualEngine(): VirtualEngine {
  const events = createListeners<EngineEvent>();
  const restarts = createListeners<void>();
  let life = createLife(events.tell);

  return {
    send: (request) => life.send(request),
    onEvent(listener) {
      queueMicrotask(() => listener({ kind: "ready" }));
      return events.add(listener);
    },
    onRestart: (listener) => restarts.add(listener),
    advance: (ms) => life.advance(ms),
    async crash() {
      await life.close();
      life = createLife(events.tell);
      restarts.tell();
      events.tell({ kind: "ready" });
    },
    async close() {
      events.clear();
      await life.close();
    },
  };
}

type Life = Pick<VirtualEngine, "send" | "advance" | "close">;

/** One engine from its start to its end; its frame 0 is its start. */
function createLife(tell: (event: EngineEvent) => void): Life {
  const recordings: Recordings = createRecordings((message) => {
    throw new Error(message);
  });
  const feeds = new Set<LocalFeed>();
  // Events wait until the engine has finished what it is doing: a listener may send requests.
  const outbox: EngineEvent[] = [];
  let nowFrame = 0;
  const openFiles: OpenFeed = (request) => track(openLocalFeed(request), feeds);
  const live = createLiveInputs({
    openFiles,
    nowFrame: () => nowFrame,
    capture(spec) {
      throw new TypeError(`a virtual clock hears nothing but emulated senders; got ${JSON.stringify(spec)}`);
    },
  });
  const engine: Engine = createEngine({
    openFeed: (request) => (request.live ? live.open(request.live) : openFiles(request)),
    setSending: live.setSending,
    recordings,
    emit: (event) => outbox.push(event),
  });
  let owedMs = 0;

  const deliver = (): void => {
    for (let event = outbox.shift(); event !== undefined; event = outbox.shift()) tell(event);
  };
  return {
    send(request) {
      engine.handle(request);
      deliver();
    },
    async advance(ms) {
      owedMs += ms;
      for (; owedMs >= BLOCK_MS; owedMs -= BLOCK_MS) {
        for (const feed of feeds) await feed.settled();
        nowFrame += BLOCK_FRAMES;
        engine.tick(nowFrame, 0);
        deliver();
      }
      engine.flush();
      await recordings.settled();
    },
    async close() {
      engine.close();
      for (const feed of feeds) feed.close();
      await recordings.close();
    },
  };
}

function track(feed: LocalFeed, feeds: Set<LocalFeed>): LocalFeed {
  const tracked: LocalFeed = {
    ...feed,
    close() {
      feeds.delete(tracked);
      feed.close();
    },
  };
  feeds.add(tracked);
  return tracked;
}
