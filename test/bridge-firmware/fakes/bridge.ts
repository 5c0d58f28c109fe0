// A whole daemon on fakes and a virtual clock, ready to be commanded.
import { createVirtualClock } from "../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import type { Announcer } from "../../../bridge-firmware/src/announcer-port.ts";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "../../../bridge-firmware/src/bridge.ts";
import type { Analyse } from "../../../bridge-firmware/src/control/sync/measure-speakers.ts";
import type { Favourites } from "../../../bridge-firmware/src/memory/favourites.ts";
import type { Microphone } from "../../../bridge-firmware/src/microphone-port.ts";
import type { Library } from "../../../bridge-firmware/src/ports.ts";
import { homeConfig, THING } from "./home.ts";
import {
  createFakeBluetooth,
  createFakeCloud,
  createFakeEngine,
  createFakeLibrary,
  createFakeLog,
  createFakeStore,
} from "./ports.ts";

export type World = Awaited<ReturnType<typeof startWorld>>;

type WorldOptions = {
  readonly store?: ReturnType<typeof createFakeStore>;
  readonly bluetooth?: ReturnType<typeof createFakeBluetooth>;
  readonly library?: Library;
  readonly resumeOnStart?: boolean;
  readonly epochMs?: number;
  readonly microphone?: Microphone;
  /** What is made of whatever was heard. */
  readonly analyse?: Analyse;
  readonly announcer?: Announcer;
  readonly favourites?: Favourites;
  /** False: a bridge that was never told its home. */
  readonly hasHome?: boolean;
};

/** Starts a bridge whose copy of the home is on disk already, and puts it online. */
export async function startWorld(options: WorldOptions = {}) {
  const clock = createVirtualClock({ epochMs: options.epochMs ?? 0 });
  const store = options.store ?? createFakeStore();
  if (options.hasHome !== false && !store.documents.has("home")) store.documents.set("home", homeConfig());
  const bluetooth = options.bluetooth ?? createFakeBluetooth();
  const engine = createFakeEngine();
  const cloud = createFakeCloud();
  const log = createFakeLog();
  const library = options.library ?? createFakeLibrary();
  const { resumeOnStart = true } = options;
  const { microphone, analyse, announcer, favourites } = options;
  const ears = {
    ...(microphone && { microphone }),
    ...(analyse && { analyse }),
    ...(announcer && { announcer }),
    ...(favourites && { favourites }),
  };
  const ports = { bluetooth, engine, cloud, library, store, clock, log, ...ears };
  const bridge: Bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing: THING, resumeOnStart });
  cloud.online();
  await clock.advance(0);
  return { bridge, bluetooth, engine, cloud, store, clock, log, library };
}
