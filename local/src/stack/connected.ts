// Waits until the home's speakers are there, and until the cloud has heard so.
import { setTimeout as sleep } from "node:timers/promises";
import type { Unsubscribe } from "@house-band/bridge-firmware/ports";
import type { BridgeState } from "@house-band/contract";
import type { HomeSnapshot } from "@house-band/lambda/ports";
import type { SimulatedHome } from "../home/build-home.ts";

/** Speakers that are not connected by then are asleep, away or busy: what plays does not wait for them. */
const CONNECT_WITHIN_MS = 4_000;
const HEARD_POLL_MS = 20;

/**
 * Waits for those that are willing, for as long as is reasonable.
 * @param loadHome as the cloud has it
 * @returns how many are connected
 */
export async function untilConnected(
  { speakers }: Pick<SimulatedHome, "speakers">,
  bridge: { snapshot(): BridgeState; onChange(listener: () => void): Unsubscribe },
  loadHome: () => Promise<HomeSnapshot>,
): Promise<number> {
  const willing = speakers.filter(({ mood }) => mood === "awake" || mood === "vanishes-mid-song").length;
  await connected(bridge, willing);
  const linked = countConnected(bridge.snapshot());
  await heard(loadHome, linked);
  return linked;
}

async function connected(
  bridge: { snapshot(): BridgeState; onChange(listener: () => void): Unsubscribe },
  count: number,
): Promise<void> {
  const isReached = () => countConnected(bridge.snapshot()) >= count;
  if (isReached()) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(finish, CONNECT_WITHIN_MS);
    const off = bridge.onChange(() => {
      if (isReached()) finish();
    });
  });
}

/** Reports lag a second behind: a question asked before would be answered with speakers that are not there yet. */
async function heard(loadHome: () => Promise<HomeSnapshot>, count: number): Promise<void> {
  for (const untilMs = performance.now() + CONNECT_WITHIN_MS; performance.now() < untilMs; ) {
    const { bridge } = await loadHome();
    if (bridge && countConnected(bridge.state) >= count) return;
    await sleep(HEARD_POLL_MS);
  }
}

const countConnected = ({ speakers }: BridgeState): number =>
  Object.values(speakers).filter(({ link }) => link === "connected").length;
