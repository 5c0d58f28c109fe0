// Payloads that nobody should send: valid commands and shadow messages, spoiled in every way that JSON and bytes can be.
// The same seed gives the same payloads.
import { readdirSync, readFileSync } from "node:fs";
import { type CommandId, CommandId as Id, type ThingName, topics } from "@house-band/contract";
import { createRandom } from "../bridge-firmware/adapters/fs/store-fixture.ts";

export type Fuzzed = { readonly topic: string; readonly payload: Buffer; readonly way: string };

/** What AWS IoT lets through. @see AWS IoT Core quotas, "Maximum size of a message" */
const MOST_BYTES = 131_072;
/** A sequence number beyond all others supersedes what comes after it, until the bridge is given to another home. */
const NEW_HOME_EVERY = 100;

type Chance = () => number;
type Seed = { readonly topic: string; readonly value: unknown };

/** An endless row of payloads for one bridge. */
export function createFuzzer(thing: ThingName, seed: number): () => Fuzzed {
  const random = createRandom(seed);
  const seeds = seedsFor(thing);
  let count = 0;
  return () => {
    count += 1;
    if (count % NEW_HOME_EVERY === 0) return newHome(thing, count);
    const { topic, value } = pick(random, seeds);
    const fresh = topic === topics.command(thing) ? asNewCommand(value, count, random) : value;
    const [way, spoil] = pick(random, WAYS);
    return { topic, way, payload: spoil(fresh, random).subarray(0, MOST_BYTES) };
  };
}

/** Commands twice as often as all shadow messages together: they are the way in. */
function seedsFor(thing: ThingName): readonly Seed[] {
  const commands = examples("command").map((value) => ({ topic: topics.command(thing), value }));
  const [desired] = examples("config");
  const documents: readonly (readonly [string, unknown])[] = [
    ["get/accepted", { state: { desired, reported: { revision: 1, refused: [] } }, version: 3, timestamp: 1 }],
    ["get/rejected", { code: 404, message: "No shadow exists", timestamp: 1 }],
    ["update/accepted", { state: { reported: { revision: 1 } }, version: 4, clientToken: "config-1" }],
    ["update/rejected", { code: 413, message: "The payload is too large", clientToken: "config-1" }],
    ["update/delta", { state: { revision: 2 }, version: 4, metadata: {} }],
    ["update/documents", { current: { state: { desired } }, previous: {} }],
  ];
  const shadows = (["config", "state", "claim"] as const).flatMap((shadow) =>
    documents.map(([suffix, value]) => ({ topic: `${topics.shadow(thing, shadow)}/${suffix}`, value })),
  );
  return [...commands, ...commands, ...shadows];
}

/** A valid document: the same speakers in another home, where the order of commands begins anew. */
function newHome(thing: ThingName, count: number): Fuzzed {
  const [desired] = examples("config");
  const document = { state: { desired: { ...(desired as object), homeId: `home_${numberedId(count)}` } } };
  return { topic: `${topics.shadow(thing, "config")}/get/accepted`, way: "another home", payload: json(document) };
}

function examples(folder: string): readonly unknown[] {
  const url = new URL(`../../contract/examples/${folder}/`, import.meta.url);
  const files = readdirSync(url).sort();
  return files.map((file): unknown => JSON.parse(readFileSync(new URL(file, url), "utf8")));
}

/** Most come with an id of their own, some with one that was there before. */
function asNewCommand(value: unknown, count: number, random: Chance): unknown {
  const id = numberedId(random() < 0.9 ? count : Math.ceil(random() * count));
  return {
    ...(value as object),
    id,
    seq: Math.ceil(random() < 0.9 ? count : random() * count),
    issuedAtMs: Date.now(),
  };
}

/** Every number has its own id. */
export const numberedId = (number: number): CommandId => Id.parse(`01J${String(number).padStart(23, "0")}`);

type Spoil = (value: unknown, random: Chance) => Buffer;

const text = (value: unknown): string => JSON.stringify(value) ?? "null";
const json = (value: unknown): Buffer => Buffer.from(text(value));
const noise = (length: number, random: Chance): Buffer =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));

const WAYS: readonly (readonly [string, Spoil])[] = [
  ["whole", (value) => json(value)],
  ["a wrong value", (value, random) => json(atSomePlace(value, random, () => pick(random, NONSENSE)))],
  ["a wrong value", (value, random) => json(atSomePlace(value, random, () => pick(random, NONSENSE)))],
  ["a value that is almost right", (value, random) => json(atSomePlace(value, random, (old) => nearly(old, random)))],
  ["a key less", (value, random) => json(atSomePlace(value, random, () => undefined))],
  ["a key more", (value, random) => inSomeObject(value, random, () => `"${pick(random, KEYS)}":${pick(random, RAW)}`)],
  ["the language's own keys", (value, random) => inSomeObject(value, random, () => pick(random, POLLUTION))],
  ["a key twice", (value, random) => inSomeObject(value, random, (key) => `"${key}":${pick(random, RAW)}`)],
  ["nested deep", (value, random) => atSomeValue(value, random, nested(pick(random, [50, 1_000, 20_000, 60_000])))],
  ["huge", (value, random) => atSomeValue(value, random, text("x".repeat(pick(random, [4_096, 65_536, 130_000]))))],
  ["a long list", (value, random) => atSomeValue(value, random, `[${"0,".repeat(pick(random, [33, 20_000]))}0]`)],
  ["no JSON number", (value, random) => atSomeValue(value, random, pick(random, NUMBERS))],
  ["bits flipped", (value, random) => flipped(json(value), random)],
  ["cut short", (value, random) => json(value).subarray(0, Math.floor(random() * text(value).length))],
  ["said twice", (value) => Buffer.concat([json(value), json(value)])],
  ["a byte order mark", (value) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json(value)])],
  ["another encoding", (value) => Buffer.from(text(value), "utf16le")],
  ["something else at the top", (_, random) => Buffer.from(pick(random, RAW))],
  ["noise", (_, random) => noise(Math.floor(random() * 300), random)],
  ["zeros", (_, random) => Buffer.alloc(Math.floor(random() * 4_096))],
];

const NONSENSE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  101,
  2 ** 53 + 2,
  -(2 ** 63),
  1e308,
  "",
  " ",
  "\u0000",
  "\u202Eevil",
  "\uD800",
  "__proto__",
  "../../etc/passwd",
  "'; DROP TABLE speakers; --",
  "<script>alert(1)</script>",
  [],
  [[]],
  {},
  { kind: "play" },
  { constructor: { prototype: { polluted: true } } },
];
const NUMBERS = ["NaN", "Infinity", "1e400", "-1e400", "01", "0x10", "9007199254740993", "1.", "--1", "1e-400"];
const RAW = ["null", "[]", "{}", "7", '"text"', "[1]", "true", "1e400", '{"__proto__":{}}', "-0"];
const KEYS = ["thing", "topic", "polluted", "toString", "v2", "", "\u00e9", "kind", "x".repeat(2_000)];
const POLLUTION = [
  '"__proto__":{"polluted":true}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"prototype":{"polluted":true}',
  '"hasOwnProperty":1,"toJSON":null,"then":"x"',
];

const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}0${"}]".repeat(depth / 2)}`;

/** A value of the same type that is at an edge, or of other length. */
function nearly(old: unknown, random: Chance): unknown {
  if (typeof old === "number") return pick(random, [old + 1, -old, old * 1_000, old + 0.1, Number.MAX_SAFE_INTEGER]);
  if (typeof old === "string") return pick(random, [old.slice(1), `${old}0`, old.toLowerCase(), old.repeat(200)]);
  if (Array.isArray(old)) return pick<unknown>(random, [[...old, ...old], [], old[0], Array(33).fill(old[0])]);
  return [old];
}

type Path = readonly string[];

/** Every place in a value, the top included. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function atSomePlace(value: unknown, random: Chance, change: (old: unknown) => unknown): unknown {
  return replaced(value, pick(random, placesIn(value)), change);
}

function replaced(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((one, index) => (String(index) === key ? replaced(one, rest, change) : one));
  const entries = Object.entries(value as object); // a path leads through objects and arrays only
  return Object.fromEntries(entries.map(([name, one]) => [name, name === key ? replaced(one, rest, change) : one]));
}

const MARK = "here: something that JSON.stringify would not write";

function atSomeValue(value: unknown, random: Chance, raw: string): Buffer {
  return Buffer.from(text(atSomePlace(value, random, () => MARK)).replace(text(MARK), () => raw));
}

/** Writes a member more into one of the objects; it is told a key that the object has already. */
function inSomeObject(value: unknown, random: Chance, member: (key: string) => string): Buffer {
  const whole = text(value);
  const openings = [...whole.matchAll(/\{(?:"([^"\\]*)")?/gu)];
  if (openings.length === 0) return json(value);
  const { index, 1: key = "a", 0: opening } = pick(random, openings);
  const comma = opening.length > 1 ? "," : "";
  return Buffer.from(`${whole.slice(0, index + 1)}${member(key)}${comma}${whole.slice(index + 1)}`);
}

function flipped(bytes: Buffer, random: Chance): Buffer {
  const times = 1 + Math.floor(random() * 8);
  for (let time = 0; time < times; time += 1) {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return bytes;
}

function pick<T>(random: Chance, from: readonly T[]): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined && !from.includes(one as T)) throw new Error("nothing to pick from");
  return one as T; // in range: random() is below 1
}
