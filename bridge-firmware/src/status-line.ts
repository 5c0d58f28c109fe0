// The bridge in one line, for the supervisor's status.
import type { StatusView } from "./control/views.ts";

/** As `systemctl status` shows it. */
export function toStatusLine({ home, zones, cloud }: StatusView): string {
  const speakers = home ? `${home.connected} of ${count(home.speakers, "speaker")} connected` : "no home yet";
  const playing = zones.filter(({ state }) => state === "playing").length;
  const music = playing === 0 ? "nothing plays" : `${count(playing, "zone")} playing`;
  return `${speakers}, ${music}, ${CLOUD_WORDS[cloud]}`;
}

const CLOUD_WORDS = {
  none: "local only (no cloud is configured)",
  offline: "the cloud is out of reach",
  online: "connected to the cloud",
} as const satisfies Record<StatusView["cloud"], string>;

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;
