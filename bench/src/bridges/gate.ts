// A door between bridges and broker that can be slammed: every connection is cut at once, nobody is let in for a while,
// and then only so many a second, as AWS does with an account's CONNECT quota.
import { connect, createServer, type Socket } from "node:net";
import { listenOnLoopback } from "@house-band/local/loopback";

export type GateCounts = {
  /** Tries by the second since the slam. */
  readonly triesBySecond: readonly number[];
  readonly refused: number;
};

export type Gate = {
  /** `mqtt://127.0.0.1:{port}` */
  readonly url: string;
  /** Cuts everybody off; nobody comes in for `closedMs`, and then `perSecond` at most. */
  slam(closedMs: number, perSecond: number): void;
  counts(): GateCounts;
  close(): Promise<void>;
};

/** Open to everybody until it is slammed. */
export async function openGate(brokerUrl: string): Promise<Gate> {
  const target = Number(new URL(brokerUrl).port);
  const pairs = new Set<Socket>();
  let rule = {
    sinceMs: Number.NEGATIVE_INFINITY,
    opensMs: Number.NEGATIVE_INFINITY,
    perSecond: Number.POSITIVE_INFINITY,
  };
  let second = { number: -1, admitted: 0 };
  let tries: number[] = [];
  let refused = 0;

  function isAdmitted(): boolean {
    const nowMs = performance.now();
    const number = Math.floor((nowMs - rule.sinceMs) / 1_000);
    if (Number.isFinite(number)) tries[number] = (tries[number] ?? 0) + 1;
    if (nowMs < rule.opensMs) return false;
    if (number !== second.number) second = { number, admitted: 0 };
    if (second.admitted >= rule.perSecond) return false;
    second.admitted += 1;
    return true;
  }

  const server = createServer((client) => {
    client.on("error", () => client.destroy());
    if (!isAdmitted()) {
      refused += 1;
      client.destroy();
      return;
    }
    const broker = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      pairs.add(one);
      one.setNoDelay(true);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        pairs.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const port = await listenOnLoopback(server);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    slam(closedMs, perSecond) {
      const nowMs = performance.now();
      rule = { sinceMs: nowMs, opensMs: nowMs + closedMs, perSecond };
      [tries, refused] = [[], 0];
      for (const socket of pairs) socket.destroy();
    },
    counts: () => ({ triesBySecond: Array.from(tries, (count) => count ?? 0), refused }),
    async close() {
      for (const socket of pairs) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
