// Who carries out which command: the errands have desks of their own, words are spoken first, and everything else goes
// straight to the loop, after what it ends has ended.
import type { Command, ConfigDesired, Outcome } from "@house-band/contract";
import { NO_ANNOUNCER } from "../announcer-port.ts";
import { type AcceptedOrder, applyAccepted } from "../apply-accepted.ts";
import type { AcceptedCommand } from "../cloud/intake.ts";
import { type Announcing, callOffUnspoken, createAnnouncing } from "../control/announcing.ts";
import type { PairingDesk } from "../control/pairing/pairing-desk.ts";
import { createErrands } from "../control/pairing/pairing-errands.ts";
import { createPresetErrands } from "../control/preset-errands.ts";
import { measureByLoop } from "../control/sync/measure-by-loop.ts";
import { shareMicrophone } from "../control/sync/shared-microphone.ts";
import type { OwnDelays } from "../control/sync/sound-delay.ts";
import { createSyncDesk, type SyncDesk } from "../control/sync/sync-desk.ts";
import { createSyncErrands, yieldToOrder } from "../control/sync/sync-errands.ts";
import { createToneDesk, type ToneDesk } from "../control/sync/tone-desk.ts";
import type { References } from "../control/watch/watch-state.ts";
import { startWatch, type Watcher } from "../control/watch/watcher.ts";
import { isPairingErrand, isPresetErrand, isSyncErrand, type Order } from "../core/errand.ts";
import { isAnythingToEnd } from "../core/stop-announcements.ts";
import { NO_FAVOURITES } from "../memory/favourites.ts";
import { NO_MICROPHONE } from "../microphone-port.ts";
import type { Body } from "./body.ts";
import type { InnerPorts } from "./bridge-ports.ts";

export type Dispatch = {
  run(accepted: AcceptedCommand): void;
  /** From now on commands about pairing are this desk's; before, there is no radio for them. */
  attachDesk(desk: PairingDesk): void;
  readonly sync: SyncDesk;
  /** Its own to close, while commands are still taken: it stops its tone by one. */
  readonly tone: ToneDesk;
  /** Calls off what can be; resolves when every command has been handed on or told. */
  close(): Promise<void>;
};

export type DispatchConfig = OwnDelays & {
  /** Whether the microphone listens while calibrated speakers play. Absent: it does. */
  readonly watch?: "on" | "off";
};

type Inside = Pick<Body, "loop" | "onChange" | "tell"> & {
  readonly home: () => ConfigDesired | null;
  /** As if it had been given at the bridge. */
  readonly command: (command: Command) => Promise<Outcome>;
};

/** Nothing is under way at first. */
export function createDispatch(ports: InnerPorts, config: DispatchConfig, inside: Inside): Dispatch {
  const { loop, tell, home } = inside;
  let desk: PairingDesk | null = null;
  const submit = (order: AcceptedOrder): void =>
    loop.submit((model, nowMs) => applyAccepted(ports.library, model, order, nowMs));
  const pairing = createErrands({ ...ports, desk: () => desk, home, tell });
  const { sync, tone, watcher } = openMicrophone(ports, config, inside);
  const syncing = createSyncErrands({ ...ports, delays: config, desk: sync, model: loop.model, tell });
  const announcing = announceInto(submit, ports, { ...inside, sync });
  const { favourites = NO_FAVOURITES } = ports;
  const presets = createPresetErrands({ ...ports, favourites, model: loop.model, tell });
  return {
    run({ command, ...rest }) {
      if (isPairingErrand(command)) pairing.run({ command, ...rest });
      else if (isSyncErrand(command)) syncing.run({ command, ...rest });
      else if (isPresetErrand(command)) presets.run({ command, ...rest });
      else if (command.kind === "announce") announcing.run({ command, ...rest });
      else if (rest.lateBecause !== null) submit({ command, ...rest });
      else submit({ command, ...rest, ...callOff(command, ports, { loop, announcing, sync }) });
    },
    attachDesk(attached) {
      desk = attached;
    },
    sync,
    tone,
    async close() {
      await announcing.close();
      await presets.idle();
      await pairing.close();
      await watcher?.close();
      await sync.close();
      await syncing.idle();
    },
  };
}

/** One microphone for whoever measures, one at a time, and whoever watches. */
function openMicrophone(
  ports: InnerPorts,
  { watch }: DispatchConfig,
  { loop, onChange, command }: Inside,
): Pick<Dispatch, "sync" | "tone"> & { readonly watcher: Watcher | null } {
  const shared = shareMicrophone(ports.microphone ?? NO_MICROPHONE);
  const watcher = watch === "off" ? null : startWatch(ports, shared.watch, { loop, onChange });
  const measuring = { ...ports, microphone: shared.toMeasure };
  const onCalibrated = (references: References) => watcher?.follow(references);
  const byLoop = measureByLoop(measuring, { loop, onChange, onCalibrated });
  const sync = createSyncDesk({ ...byLoop, isTaken: () => tone.isListening() });
  const tone = createToneDesk({ ...byLoop, command, isTaken: () => sync.state().measuring !== null });
  return { sync, tone, watcher };
}

/** Words go to the loop when they are spoken; a measurement goes on until then. */
const announceInto = (
  submit: (order: AcceptedOrder) => void,
  { announcer = NO_ANNOUNCER, clock }: InnerPorts,
  { loop, onChange, sync }: Inside & Pick<Dispatch, "sync">,
): Announcing =>
  createAnnouncing({
    announcer,
    clock,
    model: loop.model,
    onChange,
    handOn(order, spoken) {
      if (spoken.ok) yieldToOrder(sync, order.command);
      submit({ ...order, spoken });
    },
  });

/** An order ends words that are not spoken yet, and a measurement, unless it is about what is announced. */
function callOff(
  order: Order,
  { clock }: Pick<InnerPorts, "clock">,
  { loop, announcing, sync }: Pick<Body, "loop"> & Pick<Dispatch, "sync"> & { readonly announcing: Announcing },
): Pick<AcceptedOrder, "calledOff" | "unspoken"> {
  const unspoken = callOffUnspoken(announcing, order);
  if (unspoken && isAnythingToEnd(loop.model(), { nowMs: clock.nowMs(), unspoken })) return { unspoken };
  return { calledOff: yieldToOrder(sync, order), ...(unspoken && { unspoken }) };
}
