// Tries to connect, one for each speaker at a time whoever asks for it: it goes on while somebody waits for it, and is
// called off when the last one has given up.
import { type BluetoothAddress, err, type Result } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import type { ConnectFault, Transport } from "../../ports.ts";

type Connected = Result<Transport, ConnectFault>;

export type Attempts = {
  /** Joins the try that is under way, or begins one. */
  ask(address: BluetoothAddress, signal: AbortSignal): Promise<Connected>;
  /** Resolves when nothing of the try is left; at once where there is none. */
  callOff(address: BluetoothAddress): Promise<void>;
  close(): Promise<void>;
};

export type AttemptParts = {
  readonly connect: (address: BluetoothAddress, signal: AbortSignal) => Promise<Connected>;
  /** Undoes what a try that was called off has left behind. */
  readonly undo: (address: BluetoothAddress) => Promise<void>;
};

type Attempt = {
  readonly answer: Promise<Connected>;
  readonly over: Promise<void>;
  readonly off: ChildSignal;
  waiting: number;
};

const GIVEN_UP = err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: true });

/** None at first. */
export function createAttempts({ connect, undo }: AttemptParts): Attempts {
  const attempts = new Map<BluetoothAddress, Attempt>();
  const closing = childOf();

  const begin = (address: BluetoothAddress): Attempt => {
    const off = childOf(closing.signal);
    const answer = connect(address, off.signal);
    const over = answer
      .then((connected) => (off.signal.aborted && !connected.ok ? undo(address) : undefined))
      .finally(() => {
        off.abort();
        if (attempts.get(address) === attempt) attempts.delete(address);
      });
    const attempt: Attempt = { answer, over, off, waiting: 0 };
    attempts.set(address, attempt);
    return attempt;
  };
  const callOff = async (address: BluetoothAddress): Promise<void> => {
    const attempt = attempts.get(address);
    attempt?.off.abort();
    await attempt?.over;
  };
  return {
    async ask(address, signal) {
      // what was called off must be over first: its end would be taken for this one's
      while (attempts.get(address)?.off.signal.aborted) await attempts.get(address)?.over;
      if (signal.aborted || closing.signal.aborted) return GIVEN_UP;
      const attempt = attempts.get(address) ?? begin(address);
      attempt.waiting += 1;
      const answer = await Promise.race([attempt.answer, givenUp(signal)]);
      attempt.waiting -= 1;
      if (signal.aborted && attempt.waiting === 0) attempt.off.abort();
      return answer;
    },
    callOff,
    async close() {
      closing.abort();
      await Promise.all([...attempts.keys()].map(callOff));
    },
  };
}

const givenUp = (signal: AbortSignal): Promise<Connected> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(GIVEN_UP), { once: true }));
