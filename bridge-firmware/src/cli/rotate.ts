// `house-band rotate`: the bridge gets itself another certificate, now instead of when its age says so.
import type { Client } from "./client.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

/** @returns the exit code */
export async function rotate(client: Client, terminal: Terminal): Promise<number> {
  terminal.err("Asking the cloud for a new certificate, and trying it …");
  const rotated = await client.rotate();
  if (!rotated.ok) return complain(rotated.error, terminal);
  if (terminal.json) terminal.out(JSON.stringify(rotated.value, null, 2));
  else {
    terminal.out(
      `Done: ${rotated.value.thing} is connected with a new certificate, and the cloud is told to take the old one away.`,
    );
  }
  return EXIT.done;
}
