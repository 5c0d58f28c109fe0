// A guest that runs: a Debian of its own with its own kernel, Bluetooth and clock, in processes of this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod/mini";
import { type Done, openExchange } from "./exchange.ts";
import { makeKernel } from "./kernel.ts";
import { onOneCore } from "./one-core.ts";
import { buildProgram } from "./program.ts";
import { FIRST_PROCESS, makeRoot, type Suite } from "./root.ts";
import { makeVirtualControllers } from "./virtual-controllers.ts";

export type GuestOptions = {
  readonly suite: Suite;
  /** virtual: time passes only while the guest works or waits, as fast as this machine can make it pass. */
  readonly clock: "real" | "virtual";
};

/** The clock that whoever runs the tests asks for: HOUSE_BAND_RADIO_CLOCK, virtual without it. */
export function askedClock(): GuestOptions["clock"] {
  const asked = process.env.HOUSE_BAND_RADIO_CLOCK ?? "virtual";
  if (asked === "virtual" || asked === "real") return asked;
  throw new Error(`HOUSE_BAND_RADIO_CLOCK=${asked}: expected virtual or real`);
}

export type Ran = { readonly code: number; readonly out: string; readonly err: string };
export type RunOptions = {
  readonly stdin?: string;
  readonly withinMs?: number;
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
};
export type StartOptions = {
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As prlimit(1) calls them. */
  readonly limits?: Readonly<Record<string, string>>;
  readonly nice?: number;
};

export type Guest = Awaited<ReturnType<typeof bootGuest>>;

const GUEST_FILES = fileURLToPath(new URL("../guest", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const ENDS_WITHIN_MS = 10_000;
const POLL_MS = 50;

const Nothing = z.unknown();
const Ran = z.object({ code: z.number(), out: z.string(), err: z.string() });
const Log = z.object({ text: z.string(), until: z.number() });
const Told = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Resolves when the guest takes requests. All times are by its own monotonic clock. */
export async function bootGuest({ suite, clock }: GuestOptions) {
  // the first time: one waits for the network while another one reckons
  const [kernel, root, program, controllers] = await Promise.all([
    makeKernel(),
    makeRoot(suite),
    buildProgram(),
    makeVirtualControllers(),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "house-band-radio-"));
  // the bridge's own user reads music in it
  await chmod(folder, 0o755);
  await cp(GUEST_FILES, join(folder, "guest"), { recursive: true });
  await cp(join(controllers, "btvirt"), join(folder, "guest", "btvirt"));
  const process_ = bootKernel({ kernel, root, folder, program, clock });
  const exchange = await openExchange({ folder, standsStill: clock === "virtual", gone: process_.gone });

  const guest = {
    /** This machine's path of the folder that is /radio/exchange in the guest. */
    folder,
    clock,
    suite,
    /** A command to its end. */
    run: (argv: readonly string[], options: RunOptions = {}): Promise<Done<Ran>> =>
      exchange.ask({ kind: "run", argv, ...options }, Ran),
    /**
     * The same, while other things are asked: `finished` is what came of it. While it waits for its end, time passes only as
     * they let it.
     */
    async begin(name: string, argv: readonly string[], options: RunOptions = {}) {
      await exchange.ask({ kind: "begin", name, argv, ...options }, Nothing);
      return { finished: (): Promise<Done<Ran>> => exchange.ask({ kind: "finish", name }, Ran) };
    },
    /** A program that goes on; what it prints is its log. */
    start: (name: string, argv: readonly string[], options: StartOptions = {}) =>
      exchange.ask({ kind: "start", name, argv, ...options }, z.object({ pid: z.number() })),
    /** Ends a program. */
    stop: (name: string, signal: "TERM" | "KILL" = "TERM") =>
      exchange.ask({ kind: "stop", name, signal }, z.object({ code: z.number() })),
    /** Null while it runs. */
    exitCode: async (name: string): Promise<number | null> =>
      (await exchange.ask({ kind: "status", name }, z.object({ code: z.nullable(z.number()) }))).value.code,
    log: async (name: string): Promise<string> => (await exchange.ask({ kind: "log", name }, Log)).value.text,
    /** A message to a program that listens on /run/NAME.sock, and its answer. */
    async tell<T>(name: string, message: object, schema: z.ZodMiniType<T>, withinMs = 60_000): Promise<Done<T>> {
      const told = await exchange.ask({ kind: "tell", name, message, withinMs }, Told);
      if (!told.value.ok) throw new Error(`${name}: ${JSON.stringify(message)}: ${told.value.error}`);
      return { ...told, value: schema.parse(told.value.value) };
    },
    write: (path: string, text: string, user?: string) =>
      exchange.ask({ kind: "write", path, text, ...(user !== undefined && { user }) }, Nothing),
    /** Copies a folder of the guest's to this machine. @returns where it is */
    async fetch(path: string, to: string): Promise<string> {
      await exchange.ask({ kind: "fetch", path, to }, Nothing);
      return join(folder, to);
    },
    /** Lets the guest's time pass. */
    pause: (ms: number) => exchange.ask({ kind: "pause", ms }, Nothing),
    /** The guest's clock. */
    nowMs: async (): Promise<number> => (await exchange.ask({ kind: "pause", ms: 0 }, Nothing)).endedMs,
    /** Looks until there is something to be seen. @throws Error with what was looked at last, after `withinMs` of the guest */
    async until<T>(what: string, look: () => Promise<T | null>, withinMs: number): Promise<Done<T>> {
      const startedMs = await guest.nowMs();
      for (;;) {
        const seen = await look();
        const endedMs = await guest.nowMs();
        if (seen !== null) return { value: seen, startedMs, endedMs };
        if (endedMs - startedMs > withinMs) throw new Error(`${what}: not within ${withinMs} ms`);
        await guest.pause(POLL_MS);
      }
    },
    /** Resolves when a program's log says it; an expression without `g`. */
    async untilLog(name: string, expected: RegExp, withinMs: number): Promise<Done<true>> {
      let said = "";
      const look = async () => {
        said = await guest.log(name);
        return expected.test(said) || null;
      };
      return guest.until(`${name} says ${expected}`, look, withinMs).catch((error: unknown) => {
        throw new Error(`${String(error)}; the end of its log:\n${said.slice(-3_000)}`);
      });
    },
    /** Switches it off. Nothing of it is left. */
    async end(): Promise<void> {
      await exchange.end();
      await process_.end(ENDS_WITHIN_MS);
      await exchange.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await guest.nowMs();
  return guest;
}

/**
 * Runs the kernel, which makes a process group of its own, and kills that once the process at the other end of the input is
 * gone, however it ended.
 */
const OUTLIVES_NOBODY =
  'exec 3<&0 </dev/null; "$@" 3<&- & guest=$!; (cat <&3 >/dev/null; kill -s KILL -- -$guest 2>/dev/null) & exec 3<&-; wait $guest';

/** The folder that the kernel runs in. Its name, which is never the same, would go into the guest's random numbers. */
const HERE = "/proc/self/cwd";
/** The first of June 2026, in s since 1970: a guest's day goes into its random numbers, too, and is always the same. */
const BEGINS_S = 1_780_272_000;
const DAY_S = 86_400;

/** HOUSE_BAND_RADIO_RUN, from 0 (without it): other random numbers for each, that is, the same things in another order. */
function beginsS(): number {
  const asked = process.env.HOUSE_BAND_RADIO_RUN ?? "0";
  const run = Number(asked);
  if (!Number.isSafeInteger(run) || run < 0) {
    throw new Error(`HOUSE_BAND_RADIO_RUN=${asked}: expected a whole number from 0`);
  }
  return BEGINS_S + run * DAY_S;
}

type KernelOptions = {
  readonly kernel: string;
  readonly root: string;
  readonly folder: string;
  readonly program: string;
  readonly clock: GuestOptions["clock"];
};

function bootKernel({ kernel, root, folder, program, clock }: KernelOptions) {
  const hardware = ["mem=512M", "con=null", "con0=fd:0,fd:1", `uml_dir=${HERE}`, "umid=kernel"];
  const disk = ["rootfstype=hostfs", `rootflags=${root}`, "ro", `init=${FIRST_PROCESS}`];
  const time = clock === "virtual" ? ["time-travel=inf-cpu", `time-travel-start=${beginsS()}000000000`] : [];
  const shares = { exchange: HERE, program, node: dirname(process.execPath), node_modules: PACKAGES };
  const named = Object.entries(shares).map(([name, path]) => `radio.${name}=${path}`);
  const args = [...hardware, ...disk, "quiet", "panic=-1", ...time, ...named];
  // in real time, what else this machine does must not be heard
  const priority = clock === "real" ? ["nice", "-n", "-10"] : [];
  const started = [...onOneCore(), ...priority, kernel, ...args];
  const child = spawn("sh", ["-c", OUTLIVES_NOBODY, "sh", ...started], { cwd: folder, stdio: "pipe", detached: true });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => said.push(chunk));
  const gone = once(child, "exit").then(
    ([code, signal]) => `its kernel ended (${code ?? signal}):\n${Buffer.concat(said).toString()}`,
  );
  return {
    /** Resolves when it has ended, with the reason. */
    gone,
    /** Resolves when it has ended by itself, or was made to. */
    async end(withinMs: number): Promise<void> {
      await Promise.race([gone, sleep(withinMs, null, { ref: false })]);
      child.stdin.end();
      await gone;
    },
  };
}
