// Reading an answer of the D-Bus: properties, and the descriptors that came with it.
import { createCell } from "../pcm/native.ts";
import { code, type SdBus } from "./sd-bus-library.ts";

/** What bluez-alsa's properties are made of; others are left out. */
export type BusProperties = Readonly<Record<string, string | number>>;

export interface BusReply {
  /** Of an `a{sv}`: strings, paths and whole numbers; true is 1. */
  properties(): BusProperties;
  /** The next descriptor of an `h`, ours from now on; it never blocks. */
  descriptor(): number;
}

/** @see fcntl(2), Linux */
const F_DUPFD_CLOEXEC = 1030;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** The answer at this address, for as long as it is held there. */
export const createReply = (sd: SdBus, reply: bigint): BusReply => ({
  properties: () => readProperties(sd, reply),
  descriptor() {
    const theirs = createCell();
    if (sd.readNumber(reply, code("h"), theirs.memory) <= 0) throw new Error("the answer holds no descriptor");
    const ours: number = sd.fcntl(theirs.value(), F_DUPFD_CLOEXEC, "int", 0);
    if (ours < 0 || sd.fcntl(ours, F_SETFL, "int", O_NONBLOCK) < 0)
      throw new Error("the descriptor of the answer can't be kept");
    return ours;
  },
});

function readProperties(sd: SdBus, reply: bigint): BusProperties {
  const properties: Record<string, string | number> = {};
  sd.enterContainer(reply, code("a"), "{sv}");
  while (sd.enterContainer(reply, code("e"), "sv") > 0) {
    const name = readString(sd, reply, "s");
    const value = readVariant(sd, reply);
    if (value !== null) properties[name] = value;
    sd.exitContainer(reply);
  }
  sd.exitContainer(reply);
  return properties;
}

/** Null for a type that no property of interest has. */
function readVariant(sd: SdBus, reply: bigint): string | number | null {
  const type = "soybqu".split("").find((candidate) => sd.enterContainer(reply, code("v"), candidate) > 0);
  if (type === undefined) {
    sd.skip(reply, "v");
    return null;
  }
  let value: string | number;
  if (type === "s" || type === "o") value = readString(sd, reply, type);
  else {
    const cell = createCell();
    sd.readNumber(reply, code(type), cell.memory);
    value = cell.value();
  }
  sd.exitContainer(reply);
  return value;
}

/** The next string of a message. */
export function readString(sd: SdBus, reply: bigint, type: "s" | "o"): string {
  const text: [string | null] = [null];
  sd.readString(reply, code(type), text);
  return text[0] ?? "";
}
