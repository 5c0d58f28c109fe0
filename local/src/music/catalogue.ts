// The demo music: what there is, by whom, and how each piece is made.
import { type Band, createBand, type Feel } from "./band.ts";
import { adagio, dawn, neon, picketFence, prelude } from "./pieces/calm.ts";
import { ballad, swing } from "./pieces/jazz.ts";
import { anthem, blues, stomp } from "./pieces/rock.ts";
import { createRandom } from "./random.ts";
import { type Bus, createBus } from "./synth/bus.ts";
import { master } from "./synth/master.ts";
import { addRoom, type Room } from "./synth/room.ts";

export type Piece = {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly genre: string;
  readonly year: number;
  readonly seconds: number;
  readonly seed: number;
  readonly feel: Feel;
  readonly room: Room;
  readonly compose: (band: Band) => void;
};

const CLUB: Room = { decayS: 1.1, damping: 0.45, level: 0.2 };
const STAGE: Room = { decayS: 1.4, damping: 0.4, level: 0.2 };
const HALL: Room = { decayS: 2.6, damping: 0.35, level: 0.3 };
const VALLEY: Room = { decayS: 5, damping: 0.3, level: 0.35 };

/** Raise it when a piece changes: folders with older music are made anew. */
export const CATALOGUE_VERSION = 1;

export const CATALOGUE: readonly Piece[] = [
  {
    ...{
      title: "Back Porch Swing",
      artist: "The Porch Quartet",
      album: "Screen Door Sessions",
      genre: "Jazz",
      year: 2024,
    },
    ...{ seconds: 52, seed: 101, room: CLUB, compose: swing, feel: { bpm: 148, offBeat: 0.655, looseS: 0.006 } },
  },
  {
    ...{
      title: "Last Light in the Kitchen",
      artist: "The Porch Quartet",
      album: "Screen Door Sessions",
      genre: "Jazz",
      year: 2024,
    },
    ...{ seconds: 50, seed: 102, room: CLUB, compose: ballad, feel: { bpm: 74, offBeat: 0.62, looseS: 0.009 } },
  },
  {
    ...{ title: "Garage Door", artist: "Three Car Driveway", album: "Loud Neighbours", genre: "Rock", year: 2023 },
    ...{ seconds: 48, seed: 201, room: STAGE, compose: anthem, feel: { bpm: 132, offBeat: 0.5, looseS: 0.004 } },
  },
  {
    ...{ title: "Gravel", artist: "Three Car Driveway", album: "Loud Neighbours", genre: "Rock", year: 2023 },
    ...{ seconds: 46, seed: 202, room: STAGE, compose: stomp, feel: { bpm: 98, offBeat: 0.5, looseS: 0.005 } },
  },
  {
    ...{ title: "Prelude for a Quiet House", artist: "Ada Linden", album: "Rooms", genre: "Classical", year: 2022 },
    ...{ seconds: 54, seed: 301, room: HALL, compose: prelude, feel: { bpm: 76, offBeat: 0.5, looseS: 0.007 } },
  },
  {
    ...{ title: "Adagio for the Stairs", artist: "Ada Linden", album: "Rooms", genre: "Classical", year: 2022 },
    ...{ seconds: 52, seed: 302, room: HALL, compose: adagio, feel: { bpm: 66, offBeat: 0.5, looseS: 0.01 } },
  },
  {
    ...{ title: "Lawn at Dawn", artist: "Slow Sprinkler", album: "Dew", genre: "Ambient", year: 2025 },
    ...{ seconds: 58, seed: 401, room: VALLEY, compose: dawn, feel: { bpm: 72, offBeat: 0.5, looseS: 0.012 } },
  },
  {
    ...{
      title: "Rain on the Grill",
      artist: "Otis Farrow",
      album: "Twelve Bars from Home",
      genre: "Blues",
      year: 2021,
    },
    ...{ seconds: 50, seed: 501, room: CLUB, compose: blues, feel: { bpm: 104, offBeat: 0.66, looseS: 0.007 } },
  },
  {
    ...{ title: "Picket Fence", artist: "Maren & Tove", album: "Clothesline", genre: "Folk", year: 2020 },
    ...{ seconds: 48, seed: 601, room: STAGE, compose: picketFence, feel: { bpm: 112, offBeat: 0.52, looseS: 0.007 } },
  },
  {
    ...{ title: "Neon Mailbox", artist: "Cul-de-Sac", album: "After Midnight", genre: "Electronic", year: 2025 },
    ...{ seconds: 48, seed: 701, room: STAGE, compose: neon, feel: { bpm: 120, offBeat: 0.5, looseS: 0 } },
  },
];

/** Plays a piece from its seed: the same samples every time. */
export function renderPiece(piece: Piece): Pick<Bus, "left" | "right"> {
  const bus = createBus(piece.seconds);
  piece.compose(createBand(bus, piece.feel, createRandom(piece.seed), piece.seconds));
  addRoom(bus, piece.room);
  master(bus);
  return bus;
}
