// `house-band echo`: how an Echo's own music reaches the bridge, by Bluetooth or by a cable, step by step. Which sockets an
// Echo has differs from model to model and is not known here: whoever stands before it is asked.
import type { SenderView } from "../control/views.ts";
import type { Client } from "./client.ts";
import { pairSender } from "./pair-sender.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import type { EchoWay } from "./read-echo.ts";
import { renderSenders } from "./render-senders.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

type Parts = { readonly client: Client; readonly terminal: Terminal; readonly dialogue: Dialogue };

/**
 * The answer is the exit code.
 * @param by null: it is asked for
 * @param on where it is to be heard by itself; null: nowhere
 */
export async function connectEcho(
  { by, on }: { readonly by: EchoWay | null; readonly on: string | null },
  parts: Parts,
): Promise<number> {
  const way = by ?? (await askWay(parts.dialogue));
  if (way === null) {
    parts.terminal.err("By Bluetooth or by a cable? house-band echo --by bluetooth, or --by line");
    return EXIT.usage;
  }
  return way === "bluetooth" ? byBluetooth(on, parts) : byLine(on, parts);
}

const QUESTION = [
  "How shall the Echo's music come to this bridge?",
  "  1  by Bluetooth: every Echo can, and there is nothing to buy",
  "  2  by a cable from its 3.5 mm socket to a line input here. Look at it: many Echos have no such socket, and the Alexa",
  "     app must call it a line out. No radio is needed for it, and the speakers keep all of the air",
  "1 or 2? [1] ",
].join("\n");

async function askWay(dialogue: Dialogue): Promise<EchoWay | null> {
  if (!dialogue.isThere) return null;
  const said = await dialogue.ask(QUESTION);
  if (said === null) return null;
  return /^(2|c|l)/iu.test(said.trim()) ? "line" : "bluetooth";
}

async function byBluetooth(on: string | null, { client, terminal, dialogue }: Parts): Promise<number> {
  const status = await client.status();
  if (!status.ok) return complain(status.error, terminal);
  const known = (status.value.senders ?? []).filter(({ kind }) => kind === "echo");
  if (known.length > 0) terminal.out(`Paired already: ${known.map(({ name }) => name).join(", ")}.`);
  else {
    const paired = await pairSender({ adapter: null }, client, terminal, dialogue);
    if (paired !== EXIT.done) return paired;
  }
  terminal.out('Once, to that Echo: "Alexa, connect House Band". Its own loudspeaker is silent then; its replies come');
  terminal.out('from the House Band speakers with the music. "Alexa, disconnect" brings it back.');
  tellWhere("echo", on, terminal);
  return EXIT.done;
}

async function byLine(on: string | null, { client, terminal }: Parts): Promise<number> {
  const status = await client.status();
  if (!status.ok) return complain(status.error, terminal);
  const line = (status.value.senders ?? []).find(({ kind }) => kind === "line");
  const trouble = line ? troubleOf(line) : NO_LINE;
  terminal.out(
    "A cable from the Echo's 3.5 mm socket to the line input; in the Alexa app, the socket of that Echo is a line out.",
  );
  if (line) terminal.out(renderSenders([line]));
  if (trouble !== null) {
    terminal.err(trouble);
    return EXIT.notDone;
  }
  tellWhere("line", on, terminal);
  return EXIT.done;
}

const NO_LINE = `This bridge has no line input yet. house-band audit names its devices under "microphone"; then, in its settings:
  "inputs": { "line": { "device": "plughw:CARD=…,DEV=0" } }`;

function troubleOf({ state }: SenderView): string | null {
  if (state === "away") return "The line input's device is not there: is it plugged in? arecord -L lists what is.";
  return state === "plays" ? null : "Nothing comes in. Play something on the Echo, at half its volume, and try again.";
}

/** What to say from now on, and where it is heard without asking. */
function tellWhere(kind: "echo" | "line", on: string | null, { out }: Terminal): void {
  const what = kind === "echo" ? "the Echo" : "the line in";
  out(`From then on: "Alexa, ask House Band to play ${what} in the backyard", and then any music on that Echo.`);
  out("To have it heard by itself, in the bridge's settings:");
  out(`  "inputs": { "${kind}": { "playsOn": ${JSON.stringify(on ?? "Backyard")} } }`);
  out('Then "Alexa, play some Miles Davis" is enough. "Alexa, ask House Band to stop the backyard" ends it there.');
}
