// A stand-in for bluez-alsa, in a process of its own: the service `org.bluealsa` on the bus that the environment names,
// with the speakers given as JSON. What reaches a speaker's radio is kept in a folder. Told and telling in JSON lines.
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { becomeRealTime } from "@house-band/bridge-firmware/engine/real-time";
import { createDecoder, type Decoder } from "./decoder.ts";
import { createEncoder, type Encoder } from "./encoder.ts";
import { bus, createEnds, rawMs, waitFor } from "./native.ts";
import { type Command, frameBytesOf, type News, type Speaker } from "./speaker.ts";

type Line = { encoder: Encoder; decoder: Decoder | null; ours: number; controlled: number };
type Place = { readonly speaker: Speaker; line: Line | null; there: boolean; sending: boolean };

const LONGEST_WAIT_MS = 4;
const PCM = "org.bluealsa.PCM1";
const PROPERTIES = "org.freedesktop.DBus.Properties";
const code = (type: string): number => type.charCodeAt(0);

const [speakers = "[]", folder = "."] = process.argv.slice(2);
const places: readonly Place[] = (JSON.parse(speakers) as Speaker[]).map((speaker) => ({
  speaker,
  line: null,
  there: true,
  sending: false,
}));
const tell = (news: News): void => void process.stdout.write(`${JSON.stringify(news)}\n`);

const connection: [bigint | null] = [null];
if (bus.open(connection) < 0 || bus.requestName(connection[0], "org.bluealsa", 0) < 0) {
  throw new Error("the bus does not let the stand-in be org.bluealsa");
}

function release(place: Place): void {
  const { line } = place;
  if (line === null) return;
  place.line = null;
  closeSync(line.ours);
  closeSync(line.controlled);
  tell({ kind: "released", name: place.speaker.name });
}

function open(place: Place, call: bigint): void {
  const { speaker } = place;
  if (speaker.plays !== undefined) {
    openPhone(place, call, speaker.plays);
    return;
  }
  const ends = createEnds("reading");
  const kept = (name: string) => openSync(join(folder, `${speaker.name}.${name}`), "a");
  const encoder = createEncoder({
    pipe: ends.reading,
    frameBytes: frameBytesOf(speaker),
    samples: kept("samples"),
    packets: kept("packets"),
  });
  place.line = { encoder, decoder: null, ours: ends.reading, controlled: ends.controlled };
  handOut(place, call, ends.writing, ends.controlling);
}

function openPhone(place: Place, call: bigint, plays: string): void {
  const { speaker } = place;
  const ends = createEnds("writing");
  const frameBytes = frameBytesOf(speaker);
  const decoder = createDecoder({ pipe: ends.writing, frameBytes, rateHz: speaker.Sampling, path: plays });
  place.line = { encoder: decoder, decoder, ours: ends.writing, controlled: ends.controlled };
  if (place.sending) decoder.play(rawMs());
  handOut(place, call, ends.reading, ends.controlling);
}

function handOut({ speaker }: Place, call: bigint, theirs: number, controlling: number): void {
  reply(call, (message) => bus.append(message, "hh", "int", theirs, "int", controlling));
  closeSync(theirs);
  closeSync(controlling);
  tell({ kind: "opened", name: speaker.name });
}

function reply(call: bigint, fill: (message: bigint) => void): void {
  const message: [bigint | null] = [null];
  bus.newReply(call, message);
  if (message[0] === null) throw new Error("no reply can be made");
  fill(message[0]);
  bus.send(connection[0], message[0], null);
  bus.unref(message[0]);
  bus.unref(call);
}

/** 4.3's set of them: also types that nobody reads. */
function appendProperties(message: bigint, { Mode, Format, Channels, Sampling, Codec }: Speaker): void {
  bus.openContainer(message, code("a"), "{sv}");
  const put = (name: string, type: string, ...values: readonly unknown[]) =>
    bus.append(message, "{sv}", "str", name, "str", type, ...values);
  put("Device", "o", "str", "/org/bluez/hci0/dev_00_00_00_00_00_01");
  put("Sequence", "u", "uint", 0);
  put("Transport", "s", "str", "A2DP-source");
  put("Mode", "s", "str", Mode);
  put("Running", "b", "int", 0);
  put("Format", "q", "int", Format);
  put("Channels", "y", "int", Channels);
  put("Sampling", "u", "uint", Sampling);
  put("CodecConfiguration", "ay", "int", 2, "int", 17, "int", 21);
  put("Codec", "s", "str", Codec);
  put("Delay", "q", "int", 0);
  put("DelayAdjustment", "n", "int", -3);
  put("SoftVolume", "b", "int", 1);
  bus.closeContainer(message);
}

function setProperty({ speaker }: Place, call: bigint): void {
  const text: [string | null] = [null];
  bus.readString(call, code("s"), text);
  bus.readString(call, code("s"), text);
  const value = new Int32Array(1);
  bus.enter(call, code("v"), "b");
  bus.readNumber(call, code("b"), value);
  tell({ kind: "set", name: speaker.name, property: text[0] ?? "", value: value[0] !== 0 });
  reply(call, () => undefined);
}

/** What bluez-alsa's library answers for what is not there, and 4.0 for what is taken. */
function answer(call: bigint): void {
  const fail = (name: string, said: string): void => {
    bus.replyError(call, `org.freedesktop.DBus.Error.${name}`, said);
    bus.unref(call);
  };
  const path: string = bus.path(call);
  const place = places.find(({ speaker, there }) => there && speaker.path === path);
  if (place === undefined) fail("UnknownMethod", "Object does not exist at path");
  else if (bus.isCall(call, PROPERTIES, "GetAll") > 0) {
    reply(call, (message) => appendProperties(message, place.speaker));
  } else if (bus.isCall(call, PROPERTIES, "Set") > 0) setProperty(place, call);
  else if (bus.isCall(call, PCM, "Open") === 0) fail("UnknownMethod", "No such method");
  else if (place.line !== null) fail("Failed", "Device or resource busy");
  else setTimeout(() => open(place, call), place.speaker.openAfterMs);
}

function serveBus(): void {
  for (let done = 1; done > 0; ) {
    const message: [bigint | null] = [null];
    done = bus.process(connection[0], message);
    if (message[0] === null) continue;
    if (bus.isCall(message[0], null, null) > 0) answer(message[0]);
    else bus.unref(message[0]);
  }
}

function heed(place: Place, line: Line): void {
  const said = Buffer.alloc(32);
  let bytes: number;
  try {
    bytes = readSync(line.controlled, said);
  } catch {
    return; // nothing was said
  }
  if (bytes === 0) {
    release(place);
    return;
  }
  const command = said.toString("latin1", 0, bytes);
  tell({ kind: "told", name: place.speaker.name, command });
  if (command === "Resume") line.encoder.beginAnew();
  writeSync(line.controlled, "OK");
}

function turn(): void {
  const lines = places.flatMap(({ line }) => (line === null ? [] : [line]));
  const waits = lines.map(({ encoder }) => encoder.dueMs());
  const nextMs = Math.min(LONGEST_WAIT_MS, ...waits.flatMap((dueMs) => (dueMs === null ? [] : [dueMs - rawMs()])));
  const hungry = lines.flatMap(({ ours }, n) => (waits[n] === null ? [ours] : []));
  const heard = lines.map(({ controlled }) => controlled);
  waitFor([bus.descriptor(connection[0]), ...heard, ...hungry], Math.max(0, Math.floor(nextMs)));
  serveBus();
  for (const place of places) {
    if (place.line !== null) heed(place, place.line);
    if (place.line !== null && !place.line.encoder.run(rawMs())) release(place);
  }
  setImmediate(turn);
}

function obey(command: Command): void {
  const place = places.find(({ speaker }) => speaker.name === command.name);
  if (place === undefined) throw new Error(`there is no speaker ${command.name}`);
  if (command.kind === "stall") place.line?.encoder.stall(rawMs() + command.ms);
  else if (command.kind === "play") {
    place.sending = command.sending;
    place.line?.decoder?.play(command.sending ? rawMs() : null);
  } else {
    place.there = command.kind === "plug-in";
    release(place);
    if (place.there) tell({ kind: "plugged-in", name: command.name });
  }
}

createInterface({ input: process.stdin })
  .on("line", (line) => obey(JSON.parse(line)))
  .on("close", () => process.exit(0));
// the real one's encoders are threads that wake at once
becomeRealTime();
tell({ kind: "ready" });
turn();
