// The programs of the guest that play speakers and phones, asked from inside of it: a line of JSON to guest/door.py and one
// back.
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** @throws Error where it can't do it */
export async function tell(program: string, kind: string, message: object = {}): Promise<unknown> {
  const socket = connect(`/run/${program}.sock`);
  socket.write(`${JSON.stringify({ kind, ...message })}\n`);
  const [line] = (await once(createInterface({ input: socket }), "line")) as [string];
  socket.destroy();
  const said = JSON.parse(line) as { ok: true; value: unknown } | { ok: false; error: string };
  if (!said.ok) throw new Error(`${program}: ${kind} ${JSON.stringify(message)}: ${said.error}`);
  return said.value;
}
