// The receivers of the home's network: AirPlay, DLNA and Spotify Connect. Which programs they are, what they need of this
// machine, and how they are, in words for people. Pure.
import type { LiveSourceKind } from "@house-band/contract";
import * as z from "zod/mini";

export const RECEIVER_KINDS = ["airplay", "dlna", "spotify"] as const satisfies readonly LiveSourceKind[];
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** How people call them. */
export const RECEIVER_NAMES = {
  airplay: "AirPlay",
  dlna: "DLNA",
  spotify: "Spotify Connect",
} as const satisfies Record<ReceiverKind, string>;

/**
 * The program of each, and how it comes onto this machine. Debian starts each of them as a service of its own, too, which
 * would hold the ports.
 */
export const RECEIVER_PROGRAMS = {
  airplay: {
    command: "shairport-sync",
    install: "sudo apt install --no-install-recommends shairport-sync && sudo systemctl disable --now shairport-sync",
  },
  dlna: {
    command: "gmediarender",
    install:
      "sudo apt install --no-install-recommends gmediarender gstreamer1.0-plugins-good gstreamer1.0-libav && sudo systemctl disable --now gmediarender",
  },
  spotify: {
    command: "librespot",
    install: "Debian has none: docs/receivers.md says how to get it, and where it is looked for",
  },
} as const satisfies Record<ReceiverKind, { readonly command: string; readonly install: string }>;

export const ReceiverState = z.object({
  kind: z.enum(RECEIVER_KINDS),
  /** Under which name it is seen. */
  name: z.string(),
  state: z.enum(["ready", "starting", "missing", "failing"]),
  /** What is wrong, in the program's words; null where nothing is known to be. */
  trouble: z.nullable(z.string()),
});
export type ReceiverState = z.infer<typeof ReceiverState>;
