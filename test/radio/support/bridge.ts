// The bridge in the guest: its own daemon as its own user, told what to do by its own command.
import { THING } from "../../bridge-firmware/fakes/home.ts";
import type { Done } from "./exchange.ts";
import type { Guest, Ran } from "./guest.ts";

export type BridgeOptions = { readonly adapters: readonly string[] };

type Answers = readonly (readonly [asked: string, answer: string])[];

export type Bridge = {
  /** The `house-band` command to its end. */
  command(...words: string[]): Promise<Done<Ran>>;
  /**
   * The same at a terminal, where somebody answers: pairs of what is asked and the answer, in their order. What the terminal
   * shows is its `out`.
   */
  talk(answers: Answers, ...words: string[]): Promise<Done<Ran>>;
  /** The same, while others do something. */
  beginTalk(answers: Answers, ...words: string[]): Promise<{ finished(): Promise<Done<Ran>> }>;
  log(): Promise<string>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
};

export const NODE = "/radio/node/node";
const ON_TERMINAL = "/radio/exchange/guest/on_terminal.py";
const SETTINGS = "/etc/house-band/house-band.json";
const SOCKET = "/run/house-band/control.sock";
const USER = "house-band";
/** What the engine's unit gives it: its audio loop real-time, the rest at nice −14 (20 − 34), its program kept in memory. */
const LIMITS = { rtprio: "10", nice: "34", memlock: "unlimited" } as const;
const READY_WITHIN_MS = 30_000;
const COMMAND_WITHIN_MS = 90_000;

let runs = 0;

/** Resolves when the daemon takes commands. */
export async function startBridge(guest: Guest, { adapters }: BridgeOptions): Promise<Bridge> {
  const settings = {
    thing: THING,
    dataDirectory: "/var/lib/house-band",
    musicDirectory: "/radio/exchange/music",
    controlSocket: SOCKET,
    logLevel: "debug",
    bluetooth: { kind: "bluez", adapters },
  };
  await guest.write(SETTINGS, JSON.stringify(settings));
  await guest.run(["install", "-d", "-o", USER, "-g", USER, "/var/lib/house-band", "/run/house-band"]);
  runs += 1;
  const name = `daemon-${runs}`;
  const argv = [NODE, "--max-semi-space-size=2", "/radio/program/main.js", "--config", SETTINGS];
  await guest.start(name, argv, { user: USER, limits: LIMITS });
  await guest.untilLog(name, /bridge is running/, READY_WITHIN_MS);
  const cli = (words: readonly string[]) => [NODE, "/radio/program/cli.js", ...words, "--socket", SOCKET];
  const terminal = (answers: Answers, words: readonly string[]) => [
    ...["python3", ON_TERMINAL, JSON.stringify(answers)],
    ...cli(words),
  ];
  const within = { withinMs: COMMAND_WITHIN_MS };
  return {
    command: (...words) => guest.run(cli(words), within),
    talk: (answers, ...words) => guest.run(terminal(answers, words), within),
    beginTalk: (answers, ...words) => guest.begin("talk", terminal(answers, words), within),
    log: () => guest.log(name),
    async stop() {
      await guest.stop(name);
    },
    async kill() {
      await guest.stop(name, "KILL");
    },
  };
}
