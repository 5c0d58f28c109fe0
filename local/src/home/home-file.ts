// `--home FILE`: text in, a simulated home out, or every mistake in it by line: what was expected, what was there.
import { readFile } from "node:fs/promises";
import { EVERYWHERE } from "@house-band/bridge-firmware/core/everywhere";
import { didYouMean } from "@house-band/bridge-firmware/text/did-you-mean";
import { type JsonPath, type LinedJson, parseLinedJson } from "@house-band/bridge-firmware/text/lined-json";
import { err, ok, type Result, toNameKey } from "@house-band/contract";
import type * as z from "zod";
import { EXPECTED, HomeSpec, InputsSpec, SpeakerSpec } from "./home-spec.ts";

/** A home of 32 speakers is a few KB. */
const MAX_FILE_BYTES = 1 << 20;

/** @returns the home, or a text of one line per mistake that names file and line. */
export async function loadHomeFile(path: string): Promise<Result<HomeSpec, string>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return err(`--home ${path} ${faultText(error)}: give a JSON file; npm start -- --help shows what one holds`);
  }
  if (bytes.length > MAX_FILE_BYTES) return err(`${path} has ${bytes.length} bytes: a home file has less than 1 MB`);
  const parsed = parseHome(bytes.toString("utf8"));
  return parsed.ok ? parsed : err(parsed.error.map((mistake) => `${path}, ${mistake}`).join("\n"));
}

function faultText(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  if (code === "ENOENT") return "does not exist";
  return code === "EISDIR" ? "is a folder" : `can't be read (${String(error)})`;
}

/** @returns the home, or its mistakes, each beginning with its line. */
export function parseHome(text: string): Result<HomeSpec, readonly string[]> {
  const json = parseLinedJson(text);
  if (!json.ok) return err([`line ${json.error.line}: ${json.error.message}`]);
  const say = (path: JsonPath, message: string): string =>
    `line ${json.value.lineOf(path)}: ${pathText(path)}${message}`;
  const spec = HomeSpec.safeParse(json.value.value);
  if (!spec.success) return err(spec.error.issues.flatMap((issue) => describeIssue(issue, json.value, say)));
  const mistakes = [...nameClashes(spec.data), ...unknownNames(spec.data)];
  return mistakes.length === 0 ? ok(spec.data) : err(mistakes.map(({ path, message }) => say(path, message)));
}

type Say = (path: JsonPath, message: string) => string;
type Mistake = { readonly path: JsonPath; readonly message: string };

function describeIssue(issue: z.core.$ZodIssue, json: LinedJson, say: Say): string[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path);
    return issue.keys.map((key) => say([...path, key], `is no key here${didYouMean(key, known)}`));
  }
  const key = path.findLast((part) => typeof part === "string");
  const found = json.at(path);
  const isMissing = found === undefined;
  const expected = typeof path.at(-1) === "number" && key !== "members" ? "an object in braces" : EXPECTED[`${key}`];
  const wanted = key === "members" && typeof path.at(-1) === "number" ? "the name of a speaker in quotes" : expected;
  return [
    say(path, `expected ${wanted ?? "an object in braces"}, ${isMissing ? "but it is missing" : `got ${show(found)}`}`),
  ];
}

const KINDS = Object.keys(InputsSpec.shape);

function knownKeys(path: JsonPath): readonly string[] {
  if (path.length === 0) return Object.keys(HomeSpec.shape);
  if (path[0] === "speakers" || path[0] === "nearby") return Object.keys(SpeakerSpec.shape);
  if (path[0] === "inputs") return path.length === 1 ? KINDS : ["playsOn", "mayInterrupt", "name"];
  return path[0] === "groups" ? ["name", "members"] : ["name", "defaultGroup"];
}

/** Speakers and groups share one set of names: what is said must mean one thing. */
function nameClashes(spec: HomeSpec): Mistake[] {
  const taken = new Map<string, string>();
  const named = [
    ...spec.speakers.map(({ name }, index) => ({ name, path: ["speakers", index, "name"] })),
    ...(spec.groups ?? []).map(({ name }, index) => ({ name, path: ["groups", index, "name"] })),
  ];
  return named.flatMap(({ name, path }) => {
    const first = taken.get(toNameKey(name));
    taken.set(toNameKey(name), first ?? name);
    return first === undefined ? [] : [{ path, message: `"${name}" sounds like "${first}", which is there already` }];
  });
}

function unknownNames(spec: HomeSpec): Mistake[] {
  const speakers = spec.speakers.map(({ name }) => name);
  const groups = (spec.groups ?? []).map(({ name }) => name);
  const isKnown = (name: string, names: readonly string[]) => names.some((each) => toNameKey(each) === toNameKey(name));
  const members = (spec.groups ?? []).flatMap((group, index) =>
    group.members.flatMap((name, place) =>
      isKnown(name, speakers)
        ? []
        : [
            {
              path: ["groups", index, "members", place],
              message: `"${name}" is no speaker${didYouMean(name, speakers)}`,
            },
          ],
    ),
  );
  const defaults = (spec.echos ?? []).flatMap(({ defaultGroup }, index) =>
    !defaultGroup || isKnown(defaultGroup, groups)
      ? []
      : [
          {
            path: ["echos", index, "defaultGroup"],
            message: `"${defaultGroup}" is no group${didYouMean(defaultGroup, groups)}`,
          },
        ],
  );
  return [...members, ...defaults, ...unknownPlaces(spec, [...speakers, ...groups])];
}

/** Where what plays to the bridge is to be heard by itself. */
function unknownPlaces({ inputs = {} }: HomeSpec, places: readonly string[]): Mistake[] {
  const known = new Set([...places, ...EVERYWHERE].map(toNameKey));
  return Object.entries(inputs).flatMap(([kind, input]) =>
    !input?.playsOn || known.has(toNameKey(input.playsOn))
      ? []
      : [
          {
            path: ["inputs", kind, "playsOn"],
            message: `"${input.playsOn}" is no speaker and no group${didYouMean(input.playsOn, places)}`,
          },
        ],
  );
}

function pathText(path: JsonPath): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
  return text === "" ? "" : `${text.replace(/^\./, "")} `;
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
