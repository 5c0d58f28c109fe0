// What a soak is asked to do, and what it is called afterwards.
import { parseArgs } from "node:util";
import { DEFAULT_WRITE_AHEAD_MS, WriteAheadMs } from "@house-band/bridge-firmware/engine/protocol";
import { PRIORITIES, type Priority } from "./engine-at.ts";

export type SoakOptions = {
  readonly minutes: number;
  readonly priority: Priority;
  readonly load: boolean;
  readonly virtual: boolean;
  /** How far ahead of what sounds the engine writes. */
  readonly aheadMs: number;
  /** A file of minutes to be shown again; null: it plays. */
  readonly show: string | null;
};

export const USAGE = `Usage: npm run soak -- [--minutes N] [--priority child|unit|none] [--load] [--ahead MS] [--virtual] [--show FILE]

  --minutes N       how long it plays (240)
  --priority child  the engine is started as the daemon starts its child (the default)
             unit   … as the box's unit starts it: in a session of its own, ahead of the others (as root)
             none   … in a session of its own, like any program: for comparison
  --load            every core is kept busy by something else
  --ahead MS        how far ahead of what sounds the engine writes, as the setting writeAheadMs (30)
  --virtual         by a virtual clock, as fast as it goes: for the memory, not for the time
  --show FILE       plays nothing: the table, the bars and the picture of an earlier run's …-minutes.json`;

/** Music is laid out, and recordings hold, for less than six hours. */
const MAX_MINUTES = 340;

/** The options, "help" where that was asked for, or what is wrong with them. */
export function readOptions(args: readonly string[]): SoakOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: "string", default: "240" },
        priority: { type: "string", default: "child" },
        load: { type: "boolean", default: false },
        ahead: { type: "string", default: String(DEFAULT_WRITE_AHEAD_MS) },
        virtual: { type: "boolean", default: false },
        show: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return "help";
    const { load, virtual, show = null } = values;
    const minutes = Number(values.minutes);
    if (!Number.isInteger(minutes) || minutes < 2 || minutes > MAX_MINUTES) {
      return `--minutes ${values.minutes}: expected a whole number from 2 to ${MAX_MINUTES}`;
    }
    const priority = PRIORITIES.find((one) => one === values.priority);
    if (priority === undefined) return `--priority ${values.priority}: expected ${PRIORITIES.join(", ")}`;
    const ahead = WriteAheadMs.safeParse(Number(values.ahead));
    if (!ahead.success) return `--ahead ${values.ahead}: expected 30 to 250 ms, in tens`;
    if (virtual && (load || priority !== "child")) return "a virtual clock knows neither load nor priority";
    if (priority === "unit" && process.getuid?.() !== 0) return "--priority unit: only root may raise a priority";
    return { minutes, priority, load, virtual, aheadMs: ahead.data, show };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What bars, figures and picture go by: `soak`, `soak-load`, `soak-load-unit`, … How far ahead is in the notes. */
export const nameOf = ({ virtual, load, priority }: SoakOptions): string =>
  ["soak", virtual && "virtual", load && "load", priority !== "child" && priority].filter(Boolean).join("-");

/** What a reader has to know to believe the figures. */
export function notesOn({ virtual, load, priority, aheadMs }: SoakOptions): readonly string[] {
  if (virtual) return ["Virtual time: memory of this whole process, the bench included; nothing is recorded."];
  return [
    "Two of the four speakers of each zone are recorded; one of them leaves and comes back every five minutes and is not counted among the drop-outs.",
    STARTED[priority],
    `It wrote ${aheadMs} ms ahead of what sounds: as late as its loop may be.`,
    ...(load ? ["One program a core, at ordinary priority, used all the CPU that it got, all the time."] : []),
  ];
}

const STARTED = {
  child:
    "The engine was a child, as the daemon starts it where no supervisor does; root's is real-time, other users' is not.",
  unit: "The engine was started at the other end of a socket, at niceness −14 in a session at niceness −10: the priority of house-band-engine@.service; its audio loop was real-time. Its sandbox and its memory limit were left out.",
  none: "The engine had the ordinary priority, and no right to be real-time.",
} satisfies Record<Priority, string>;
