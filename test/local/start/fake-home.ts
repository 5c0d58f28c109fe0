// A small home and its bridge's report, for what is pure around the prompt and the reports.
import type { SimMood } from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import { type BridgeState, EchoId, type Home, ZoneId } from "@house-band/contract";
import { buildHome } from "../../../local/src/home/build-home.ts";
import type { StackSpeaker } from "../../../local/src/stack/stack-speakers.ts";

export const ECHO = EchoId.parse("echo_0123456789abcdef0123456789abcdef");
export const OTHER_ZONE = ZoneId.parse("zone_01ARZ3NDEKTSV4RRFFQ69G5FB0");
export const ZONE = ZoneId.parse("zone_01ARZ3NDEKTSV4RRFFQ69G5FAV");

export function fakeHome(): { home: Home; speakers: StackSpeaker[]; state: BridgeState } {
  const spec = {
    speakers: [
      { name: "Patio", model: "JBL Flip 6", reportedDelayMs: 213 },
      { name: "露台", reportedDelayMs: 90 },
      { name: "Office" },
    ],
    groups: [{ name: "Backyard", members: ["Patio", "露台"] }],
    echos: [{ name: "Kitchen Echo", defaultGroup: "Backyard" }],
  };
  const { home, speakers: simulated } = buildHome(spec, [ECHO]);
  const moods = new Map<string, SimMood>();
  const speakers = home.speakers.map(({ id, name }, index) => ({
    id,
    name,
    model: simulated[index]?.model ?? "",
    actualLatencyMs: simulated[index]?.actualLatencyMs ?? 0,
    wavPath: `/rec/${name}.wav`,
    mood: () => moods.get(id) ?? ("awake" as const),
    setMood: (mood: SimMood) => void moods.set(id, mood),
  }));
  const connected = { link: "connected", reason: "OK", volumePercent: 50, muted: false } as const;
  const [patio, terrace, office] = home.speakers.map(({ id }) => id);
  if (!patio || !terrace || !office) throw new Error("the home has three speakers");
  const state: BridgeState = {
    configRevision: 1,
    speakers: {
      [patio]: connected,
      [terrace]: { ...connected, muted: true },
      [office]: { ...connected, link: "disconnected", reason: "SPEAKER_ASLEEP" },
    },
    zones: { [ZONE]: { state: "playing", title: "So What", members: { [patio]: "left", [terrace]: "stereo" } } },
  };
  return { home, speakers, state };
}
