// The `house-band` command: reads its arguments, does one thing, ends with the code that says how it went.
import { spawn } from "node:child_process";
import { assertNever } from "@house-band/contract";
import { analyseFile, compareFiles } from "../adapters/analyst/analyst.ts";
import { createMachineTools } from "../adapters/audit/machine-tools.ts";
import { readConfigFile } from "../config.ts";
import { readVersion } from "../version.ts";
import { announce } from "./announce.ts";
import { showAudit } from "./audit.ts";
import { calibrate } from "./calibrate.ts";
import { claim, resetOwner } from "./claim.ts";
import { createClient } from "./client.ts";
import { traceCommand } from "./cloud-trace.ts";
import { compareRecordings } from "./compare-recordings.ts";
import { createDialogue } from "./dialogue.ts";
import { connectEcho } from "./echo.ts";
import { enroll } from "./enroll.ts";
import { helpOn } from "./help.ts";
import { limit } from "./limit.ts";
import { measureTone } from "./measure-tone.ts";
import { pairSpeaker } from "./pair.ts";
import { pairSender } from "./pair-sender.ts";
import { type Arguments, readArguments } from "./read-arguments.ts";
import { rotate } from "./rotate.ts";
import { EXIT, forget, give, keepFavourites, show, type Terminal } from "./run-command.ts";

const SOCKET_PATH = "/run/house-band/control.sock";
const CONFIG_FILE = "/etc/house-band/house-band.json";

async function main(): Promise<number> {
  const parsed = readArguments(process.argv.slice(2));
  if (!parsed.ok) {
    process.stderr.write(`${parsed.error}\n`);
    return EXIT.usage;
  }
  const terminal: Terminal = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    isWatched: process.stderr.isTTY && !parsed.value.json,
    json: parsed.value.json,
  };
  return run(parsed.value, terminal);
}

async function run({ request, socketPath }: Arguments, terminal: Terminal): Promise<number> {
  const client = createClient(socketPath ?? SOCKET_PATH);
  switch (request.kind) {
    case "help":
      terminal.out(helpOn(request.topic));
      return EXIT.done;
    case "version":
      terminal.out(readVersion());
      return EXIT.done;
    case "status":
    case "speakers":
    case "groups":
      return show(request.kind, client, terminal);
    case "play":
    case "play-live":
    case "play-sound":
    case "pause":
    case "resume":
    case "stop":
    case "next":
    case "volume":
    case "connect":
    case "release":
    case "identify":
    case "sleep":
    case "save-preset":
    case "shuffle":
    case "repeat":
    case "nudge":
    case "stop-announcement":
      return give(request, client, terminal);
    case "measure-tone":
      return measureTone(request, client, terminal, interruption());
    case "announce":
      return announce(request, client, terminal);
    case "calibrate":
    case "sync":
      return calibrate(request, { client, terminal, dialogue: createDialogue(), analyseFile });
    case "compare":
      return compareRecordings(request, terminal, compareFiles);
    case "pair":
      return pairSpeaker(request, client, terminal, createDialogue());
    case "pair-sender":
      return pairSender(request, client, terminal, createDialogue());
    case "echo":
      return connectEcho(request, { client, terminal, dialogue: createDialogue() });
    case "limit":
      return limit(request, client, terminal);
    case "forget":
      return forget(request.on, client, terminal);
    case "claim":
      return claim(request.purpose, { client, terminal, dialogue: createDialogue() }, interruption());
    case "reset-owner":
      return resetOwner(request.isSure, { client, terminal, dialogue: createDialogue() });
    case "enroll":
      return enroll(request.enrolment, { client, terminal, dialogue: createDialogue() });
    case "rotate":
      return rotate(client, terminal);
    case "favourites":
      return keepFavourites(request.change, client, terminal);
    case "cloud-trace":
      return traceCommand(request.commandId, client, terminal);
    case "logs":
      return showLogs(request.lines, request.follow, terminal);
    case "audit":
      return showAudit(createMachineTools(), await readConfigFile(CONFIG_FILE), terminal);
    default:
      return assertNever(request);
  }
}

/** Fires with Ctrl-C. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  return interrupted.signal;
}

/** @see journalctl(1); a reader who may see nothing is told so by journalctl itself */
function showLogs(lines: number, follow: boolean, terminal: Terminal): Promise<number> {
  const units = ["--unit=house-band.service", "--unit=house-band-engine@*.service"];
  const args = [...units, "--output=cat", `--lines=${lines}`, ...(follow ? ["--follow"] : ["--no-pager"])];
  return new Promise((resolve) => {
    const journal = spawn("journalctl", terminal.json ? [...args, "--output=json"] : args, { stdio: "inherit" });
    journal.once("error", (error) => {
      terminal.err(`journalctl can't be run (${error.message}): this system keeps no journal`);
      resolve(EXIT.notDone);
    });
    journal.once("exit", (code) => resolve(code === 0 ? EXIT.done : EXIT.notDone));
  });
}

process.exitCode = await main();
