// How the tests and the guest talk: a file for each request and a file for each answer, in a folder of this machine's that
// the guest has mounted. The guest's side is guest/control.py.
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";

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
};

const LOOK_EVERY_MS = 2;

/** `whyGone` says why there will be no answer any more, once that is so. */
export async function openExchange(folder: string, whyGone: () => string | null): Promise<Exchange> {
  await mkdir(join(folder, "requests"));
  await mkdir(join(folder, "answers"));
  let count = 0;

  const send = async (request: object): Promise<number> => {
    count += 1;
    const number = count;
    const path = join(folder, "requests", `${number}.json`);
    await writeFile(`${path}.draft`, JSON.stringify(request));
    await rename(`${path}.draft`, path);
    return number;
  };
  return {
    async ask(request, schema) {
      const path = join(folder, "answers", `${await send(request)}.json`);
      while (!existsSync(path)) {
        const reason = whyGone();
        if (reason !== null) throw new Error(`the guest is gone: ${reason}`);
        await sleep(LOOK_EVERY_MS);
      }
      const answer = Answer.parse(JSON.parse(await readFile(path, "utf8")));
      if (!answer.ok) throw new Error(`in the guest: ${JSON.stringify(request).slice(0, 300)}: ${answer.error}`);
      const { startedMs, endedMs } = answer;
      return { value: schema.parse(answer.value), startedMs, endedMs };
    },
    async end() {
      await send({ kind: "end" });
    },
  };
}
