// The home of somebody who has none: speakers that exist in the cloud alone, for trying out what can be said, and for those
// who certify the skill and have no bridge. Data only.
import {
  BluetoothAddress,
  type BridgeState,
  type CommandId,
  type Group,
  GroupId,
  type Home,
  HomeId,
  type Speaker,
  SpeakerId,
  ThingName,
} from "@house-band/contract";

export type DemoTrack = { readonly title: string; readonly artist: string; readonly genre: string };

/** What there is to be played. */
export const DEMO_MUSIC: readonly DemoTrack[] = [
  { title: "Back Porch Swing", artist: "The Porch Quartet", genre: "Jazz" },
  { title: "Blue Veranda", artist: "The Porch Quartet", genre: "Jazz" },
  { title: "Garage Door", artist: "The Tin Roofs", genre: "Rock" },
  { title: "Slow Tide", artist: "Harbour Lights", genre: "Calm" },
];

const SPEAKERS = ["Patio", "Fire Pit", "Deck", "Kitchen Counter", "Kitchen Window", "Bedroom"] as const;
const GROUPS: Readonly<Record<string, readonly (typeof SPEAKERS)[number][]>> = {
  Backyard: ["Patio", "Fire Pit", "Deck"],
  Kitchen: ["Kitchen Counter", "Kitchen Window"],
};

const numbered = (count: number): string => `01J00000000000000000000${String(count).padStart(3, "0")}`;
const idOf = (name: string): SpeakerId =>
  SpeakerId.parse(`spk_${numbered(SPEAKERS.indexOf(name as (typeof SPEAKERS)[number]) + 1)}`); // one of the names above

/** @param of whose it is: the same gives the same home */
export function demoHome(of: CommandId): Home {
  const speakers = SPEAKERS.map(
    (name, index): Speaker => ({
      ...{ id: idOf(name), name, address: BluetoothAddress.parse(`02:00:00:00:00:${String(index + 10)}`) },
      ...{ channel: "stereo", capPercent: 100 },
    }),
  );
  const groups = Object.entries(GROUPS).map(
    ([name, members], index): Group => ({
      ...{ id: GroupId.parse(`grp_${numbered(index + 1)}`), name, members: members.map(idOf) },
    }),
  );
  const bridge = ThingName.parse(`hb-${of.slice(-16).toLowerCase()}`);
  return { id: HomeId.parse(`home_${of}`), revision: 1, bridge, speakers, groups, echos: [] };
}

/** All of them connected, and silent. */
export const demoState = ({ revision, speakers }: Home): BridgeState => ({
  configRevision: revision,
  speakers: Object.fromEntries(
    speakers.map(({ id }) => [id, { link: "connected", reason: "OK", volumePercent: 50, muted: false }]),
  ),
  zones: {},
});
