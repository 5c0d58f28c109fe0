// What a bridge needs of the world.
import type { Announcer } from "../announcer-port.ts";
import type { Analyse } from "../control/sync/measure-speakers.ts";
import type { Estimate } from "../control/watch/watch-ports.ts";
import type { LiveInputs } from "../live-inputs-port.ts";
import type { Favourites } from "../memory/favourites.ts";
import type { Microphone } from "../microphone-port.ts";
import type { AudioEngine, Bluetooth, Clock, CloudLink, Library, Log, Store } from "../ports.ts";

export type BridgePorts = {
  readonly bluetooth: Bluetooth;
  /** Absent: nobody plays to this bridge. */
  readonly inputs?: LiveInputs;
  readonly engine: AudioEngine;
  /** Stands where people listen. Absent: there is none. */
  readonly microphone?: Microphone;
  /** Names of people's own for music. Absent: none are kept. */
  readonly favourites?: Favourites;
  /** Speaks what is announced. Absent: nobody does. */
  readonly announcer?: Announcer;
  /** What was heard, off this loop where it can be. Absent: on it. */
  readonly analyse?: Analyse;
  /** Where speakers are heard while they play, off this loop where it can be. Absent: on it. */
  readonly estimate?: Estimate;
  readonly cloud: CloudLink;
  readonly library: Library;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
};

/** As the bridge's parts see them: somebody can always be asked who plays to it. */
export type InnerPorts = BridgePorts & Required<Pick<BridgePorts, "inputs">>;
