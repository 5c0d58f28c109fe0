// The speakers of the guest, asked from inside of it: a line of JSON to guest/speakers.py and one back.
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

const DOOR = "/run/speakers.sock";

/** @throws Error where a speaker can't do it */
export async function tellSpeaker(kind: string, message: object): Promise<unknown> {
  const socket = connect(DOOR);
  socket.write(`${JSON.stringify({ kind, ...message })}\n`);
  const [line] = (await once(createInterface({ input: socket }), "line")) as [string];
  socket.destroy();
  const said = JSON.parse(line) as { ok: true; value: unknown } | { ok: false; error: string };
  if (!said.ok) throw new Error(`${kind} ${JSON.stringify(message)}: ${said.error}`);
  return said.value;
}
