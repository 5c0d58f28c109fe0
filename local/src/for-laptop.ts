// Somebody asks a bridge, and what runs here is a laptop home: it has no door of a bridge's own, but a prompt.
import { access } from "node:fs/promises";
import { readArguments } from "@house-band/bridge-firmware/cli/read-arguments";
import { findRunningHome, RUNNING_HOMES } from "./trace/running-home.ts";

const BRIDGE_SOCKET = "/run/house-band/control.sock";

/** They look at this machine, at files, or at nothing. */
const WITHOUT_BRIDGE: ReadonlySet<string> = new Set(["help", "version", "audit", "logs", "compare"]);

export const TO_LAPTOP = `no bridge is installed here, and a laptop home (npm start) runs: this command does not reach that one.
Speak to it at its prompt: "what's playing", "which speakers do I have", "play jazz in the kitchen"; help lists the rest.
From here: npx house-band cloud trace COMMAND_ID --local`;

/** @param args of the whole command */
export async function isForLaptop(
  args: readonly string[],
  { running, socket }: { readonly running: string; readonly socket: string } = {
    running: RUNNING_HOMES,
    socket: BRIDGE_SOCKET,
  },
): Promise<boolean> {
  const read = readArguments(args);
  if (!read.ok || read.value.socketPath !== null || WITHOUT_BRIDGE.has(read.value.request.kind)) return false;
  if (await isThere(socket)) return false;
  return (await findRunningHome(running)) !== null;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
