// The receivers of the home's network that the settings ask for.
import { join } from "node:path";
import type { InputSettings } from "../input-settings.ts";
import type { LiveInputs } from "../live-inputs-port.ts";
import type { Log } from "../ports.ts";
import type { ReceiverState } from "../receivers.ts";
import { openAirPlay } from "./receivers/airplay.ts";
import { openDlna } from "./receivers/dlna.ts";
import type { Receiver } from "./receivers/receiver.ts";
import { openSpotify } from "./receivers/spotify.ts";

export type Receivers = {
  /** One for each; the caller closes them. */
  readonly inputs: readonly LiveInputs[];
  /** How each of them is now; none where the settings ask for none. */
  states(): readonly ReceiverState[];
};

export type ReceiverPlace = {
  readonly inputs: InputSettings;
  /** Their pipes and what they keep lie in a folder of it. */
  readonly dataDirectory: string;
  readonly thing: string;
};

/** Starts those that are on. */
export async function openReceivers(
  { inputs: { airplay, dlna, spotify }, dataDirectory, thing }: ReceiverPlace,
  log: Log,
): Promise<Receivers> {
  const directory = join(dataDirectory, "receivers");
  const opened: Receiver[] = [];
  if (airplay.receiver === "on") opened.push(await openAirPlay({ ...airplay, directory, log }));
  if (dlna.receiver === "on") opened.push(await openDlna({ ...dlna, directory, thing, log }));
  if (spotify.receiver === "on") {
    opened.push(await openSpotify({ ...spotify, command: spotify.program, directory, log }));
  }
  return { inputs: opened.map(({ inputs }) => inputs), states: () => opened.map((receiver) => receiver.state()) };
}
