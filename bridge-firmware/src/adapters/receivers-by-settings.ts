// The receivers of the home's network that the settings ask for.
import { join } from "node:path";
import type { InputSettings } from "../input-settings.ts";
import { type LiveInputs, NO_LIVE_INPUTS } from "../live-inputs-port.ts";
import type { Log } from "../ports.ts";
import type { ReceiverKind, ReceiverState } from "../receivers.ts";
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

/** Starts those that are on. One that can't be says why in its state; the bridge goes on without it. */
export async function openReceivers(
  { inputs: { airplay, dlna, spotify }, dataDirectory, thing }: ReceiverPlace,
  log: Log,
): Promise<Receivers> {
  const directory = join(dataDirectory, "receivers");
  const opened: Receiver[] = [];
  const add = async (kind: ReceiverKind, name: string, open: () => Promise<Receiver>): Promise<void> => {
    try {
      opened.push(await open());
    } catch (cause) {
      const why = (cause instanceof Error ? cause.message : String(cause)).trim().replace(/\s+/gu, " ");
      log.error({ receiver: kind, cause: why }, "a receiver can't be started");
      opened.push(withoutProgram(kind, name, why));
    }
  };
  if (airplay.receiver === "on") await add("airplay", airplay.name, () => openAirPlay({ ...airplay, directory, log }));
  if (dlna.receiver === "on") await add("dlna", dlna.name, () => openDlna({ ...dlna, directory, thing, log }));
  if (spotify.receiver === "on") {
    const { program: command } = spotify;
    await add("spotify", spotify.name, () => openSpotify({ ...spotify, command, directory, log }));
  }
  return { inputs: opened.map(({ inputs }) => inputs), states: () => opened.map((receiver) => receiver.state()) };
}

/** A full disk or a folder that can't be written is somebody's to mend: nothing here tries again. */
function withoutProgram(kind: ReceiverKind, name: string, why: string): Receiver {
  const trouble = `it was not started (${why}); once that is mended: sudo systemctl restart house-band`;
  return { inputs: NO_LIVE_INPUTS, state: () => ({ kind, name, state: "failing", trouble }) };
}
