// Whether bluez-alsa is there and of a version that the bridge can play through. Without it bluetoothd has nothing to
// connect speakers with.
// @see bluez-alsa doc/org.bluealsa.Manager1.7: Version
import { Variant } from "@jellybrick/dbus-next";
import { judgeVersion } from "../../audit/judge-versions.ts";
import type { Clock, Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";

export const BLUEALSA = "org.bluealsa";

export type AudioTrouble =
  /** Nobody answers by its name. */
  | "no-audio-service"
  /** Older than any that was tried. */
  | "old-audio-service";

export type AudioService = {
  /** Null where it is as it should be. */
  trouble(): AudioTrouble | null;
  close(): Promise<void>;
};

const ASK_WITHIN_MS = 5_000;
/** It starts beside the bridge. */
const STARTED_WITHIN_MS = 10_000;
const MANAGER = { path: "/org/bluealsa", interface: "org.freedesktop.DBus.Properties", member: "Get" } as const;

export type AudioServiceParts = {
  /** To bluez-alsa's name. */
  readonly bus: BluezBus;
  readonly clock: Clock;
  readonly log: Log;
};

/** Says once in the log where it does not start. */
export function watchAudioService({ bus, clock, log }: AudioServiceParts): AudioService {
  let isOld = false;
  const closing = new AbortController();
  const starting = clock.sleep(STARTED_WITHIN_MS, closing.signal).then((isOver) => {
    if (isOver && !bus.isUp()) log.warn({}, "bluez-alsa is not running: no speaker can be connected");
  });
  const ask = async (): Promise<void> => {
    const body = ["org.bluealsa.Manager1", "Version"];
    const answer = await bus.call({ ...MANAGER, signature: "ss", body }, { withinMs: ASK_WITHIN_MS });
    const [version] = answer.ok ? answer.value : [];
    const text = version instanceof Variant ? String(version.value) : null;
    // whoever tells no version is believed: what it can't do shows when it is asked to
    isOld = text !== null && judgeVersion("bluez-alsa", text).verdict === "fail";
    if (isOld) log.error({ version: text }, "this bluez-alsa is too old: see house-band audit");
  };
  if (bus.isUp()) void ask();
  const off = bus.onService((isUp) => {
    isOld = false;
    if (isUp) void ask();
  });
  return {
    trouble() {
      if (!bus.isUp()) return "no-audio-service";
      return isOld ? "old-audio-service" : null;
    },
    async close() {
      off();
      closing.abort();
      await starting;
    },
  };
}
