// The settings of the receivers of the home's network, beside those that every input has: part of input-settings.ts.
import * as z from "zod/mini";

/** What people choose in their apps. Apple's devices show 50 characters. */
const Name = z.string().check(z.minLength(1), z.maxLength(50));

const SWITCH = {
  /** Nothing listens on the network, and nothing is started, unless it is on. */
  receiver: z._default(z.enum(["on", "off"]), "off"),
  name: z._default(Name, "House Band"),
};

const Port = (lowest: number) => z.int().check(z.gte(lowest), z.lte(65_535));

/** TCP, for AirPlay's sessions; what they carry comes by UDP, from 6001 on. */
export const AIRPLAY_PORT = 5_000;
/** TCP, for UPnP; control points find it by UDP 1900. */
export const DLNA_PORT = 49_494;
/** TCP, for Spotify apps that look for it. */
export const SPOTIFY_PORT = 49_495;

export const AIRPLAY_SETTINGS = { ...SWITCH, port: z._default(Port(1_024), AIRPLAY_PORT) };
/** gmediarender takes no port below these. */
export const DLNA_SETTINGS = { ...SWITCH, port: z._default(Port(49_152), DLNA_PORT) };
export const SPOTIFY_SETTINGS = {
  ...SWITCH,
  port: z._default(Port(1_024), SPOTIFY_PORT),
  /** librespot: its name in the path, or where it is. */
  program: z._default(z.string().check(z.minLength(1), z.maxLength(500)), "librespot"),
};

const OFF = { receiver: "off", name: "House Band" } as const;
export const UNSET_AIRPLAY = { ...OFF, port: AIRPLAY_PORT };
export const UNSET_DLNA = { ...OFF, port: DLNA_PORT };
export const UNSET_SPOTIFY = { ...OFF, port: SPOTIFY_PORT, program: "librespot" };
