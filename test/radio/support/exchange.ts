// How the tests and the guest talk: a file for each request and a file for each answer, in a folder of this machine's that
// the guest has mounted. The guest's side is guest/control.py.
import { existsSync, watch } from "node:fs";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { command } from "./command.ts";

const Answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown(), startedMs: z.number(), endedMs: z.number() }),
  z.object({ ok: z.literal(false), error: z.string(), startedMs: z.number(), endedMs: z.number() }),
]);

/** When, by the guest's clock, and what came of it. */
export type Done<T> = { readonly value: T; readonly startedMs: number; readonly endedMs: number };

/** What guest/control.py does: one of its functions, and what it takes. */
export type Request = { readonly kind: string } & Readonly<Record<string, unknown>>;

export type Exchange = {
  /** @throws Error where the guest could not do it, or is gone */
  ask<T>(request: Request, schema: z.ZodMiniType<T>): Promise<Done<T>>;
  /** The guest's last request. */
  end(): Promise<void>;
  /** Before the folder goes. */
  close(): Promise<void>;
};

export type ExchangeOptions = {
  readonly folder: string;
  /** Whether the guest stands still until it is asked for something, and has to be told that it is. */
  readonly standsStill: boolean;
  /** Resolves when there will be no answer any more, with the reason. */
  readonly gone: Promise<string>;
};

export async function openExchange({ folder, standsStill, gone }: ExchangeOptions): Promise<Exchange> {
  const [requests, answers, bell] = [join(folder, "requests"), join(folder, "answers"), join(folder, "bell")];
  await mkdir(requests);
  await mkdir(answers);
  await command("mkfifo", [bell]);
  const waiting = new Map<string, () => void>();
  const watcher = watch(answers, (_, file) => waiting.get(String(file))?.());
  const hasGone = gone.then((reason) => {
    throw new Error(`the guest is gone: ${reason}`);
  });
  // whoever asks hears of it
  hasGone.catch(() => undefined);
  let count = 0;

  const send = async (request: object): Promise<string> => {
    count += 1;
    const file = `${count}.json`;
    const path = join(requests, file);
    await writeFile(`${path}.draft`, JSON.stringify(request));
    await rename(`${path}.draft`, path);
    // a guest that is busy comes to the bell later; until then nobody waits for this
    if (standsStill) void open(bell, "w").then((end) => end.close());
    return file;
  };
  const answered = async (file: string): Promise<string> => {
    const path = join(answers, file);
    const isThere = new Promise<void>((resolve) => waiting.set(file, resolve));
    if (!existsSync(path)) await Promise.race([isThere, hasGone]);
    waiting.delete(file);
    return readFile(path, "utf8");
  };
  return {
    async ask(request, schema) {
      const answer = Answer.parse(JSON.parse(await answered(await send(request))));
      if (!answer.ok) throw new Error(`in the guest: ${JSON.stringify(request).slice(0, 300)}: ${answer.error}`);
      const { startedMs, endedMs } = answer;
      return { value: schema.parse(answer.value), startedMs, endedMs };
    },
    async end() {
      await send({ kind: "end" });
    },
    async close() {
      watcher.close();
      // nobody comes any more to whoever still rings
      await (await open(bell, "r+")).close();
    },
  };
}
