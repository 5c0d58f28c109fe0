// Names and passwords that stand for a certificate on connections without TLS, one pair for each registered thing.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export type Credentials = { readonly username: string; readonly password: string };

export type ThingCredentials = {
  /** Null where no thing has these. */
  thingBy(credentials: Credentials): string | null;
  /** @throws Error where the thing has none */
  of(thing: string): Credentials;
};

/** New ones for each, by chance. */
export function createThingCredentials(things: ReadonlySet<string>): ThingCredentials {
  const credentials = new Map([...things].map((thing) => [thing, newCredentials()]));
  return {
    thingBy({ username, password }) {
      for (const [thing, own] of credentials) {
        if (own.username === username && isSame(own.password, password)) return thing;
      }
      return null;
    },
    of(thing) {
      const own = credentials.get(thing);
      if (own) return own;
      const known = [...credentials.keys()].join(", ");
      throw new Error(`No thing is registered as ${JSON.stringify(thing)}: registered are ${known}`);
    },
  };
}

const newCredentials = (): Credentials => ({
  username: randomBytes(32).toString("hex"),
  password: randomBytes(32).toString("base64url"),
});

const digest = (text: string) => createHash("sha256").update(text).digest();
const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));
