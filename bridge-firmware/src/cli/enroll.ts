// `house-band enroll`: hands the pasted line to the bridge, which gets itself an identity and starts again with it.
import type { Client } from "./client.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

/** The supervisor starts the bridge again within a second; the cloud takes another, or a few. */
const BACK_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** @param pasted null: it is asked for, so that it stands in no list of processes. @returns the exit code */
export async function enroll(
  pasted: string | null,
  { client, terminal, dialogue }: { readonly client: Client; readonly terminal: Terminal; readonly dialogue: Dialogue },
): Promise<number> {
  const enrolment =
    pasted ?? (dialogue.isThere ? await dialogue.ask("Paste the enrolment string, then press Enter: ") : null);
  if (!enrolment) {
    terminal.err("no enrolment string was given: house-band enroll STRING");
    return EXIT.usage;
  }
  terminal.err("Asking the cloud for an identity …");
  const enrolled = await client.enrol(enrolment);
  if (!enrolled.ok) return complain(enrolled.error, terminal);
  const { thing } = enrolled.value;
  const isOnline = await comesBack(client, thing);
  if (terminal.json) terminal.out(JSON.stringify({ thing, isOnline }, null, 2));
  else terminal.out(isOnline ? `Done: this bridge is ${thing}, and connected.` : notYet(thing));
  return isOnline ? EXIT.done : EXIT.notDone;
}

const notYet = (thing: string): string =>
  `This bridge is ${thing} from its next start on, and is not connected yet: house-band status says more.`;

async function comesBack(client: Client, thing: string): Promise<boolean> {
  for (const untilMs = performance.now() + BACK_WITHIN_MS; performance.now() < untilMs; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const status = await client.status();
    if (status.ok && status.value.thing === thing && status.value.cloud === "online") return true;
  }
  return false;
}
