// What people say to a house under faults: orders by chance, as the envelopes in which Alexa would send them.
// Music is asked for by words that nobody else uses, so that what plays tells which order it came from.
import { randomUUID } from "node:crypto";
import { toEnvelope, toSlot } from "../../local/src/alexa/envelope.ts";
import { SKILL_ID } from "./honesty-cloud.ts";
import { ASLEEP, AWAKE } from "./honesty-house.ts";

export type Order = {
  readonly intent: string;
  readonly slots: Readonly<Record<string, readonly string[]>>;
};

type Chance = () => number;

/** @param number makes the words for music this order's own */
export function orderByChance(random: Chance, number: number): Order {
  const some = () => pick(random, [...AWAKE, ASLEEP], 1 + Math.floor(random() * 3));
  const awake = () => pick(random, AWAKE, 1);
  const dice = random();
  if (dice < 0.28) return { intent: "PlayIntent", slots: { Music: [`opus ${number}`], Targets: some() } };
  if (dice < 0.36) return { intent: "PauseIntent", slots: { Targets: some() } };
  if (dice < 0.44) return { intent: "ResumeIntent", slots: { Targets: some() } };
  if (dice < 0.51) return { intent: "StopMusicIntent", slots: { Targets: some() } };
  if (dice < 0.55) return { intent: "RemoveFromPlayingIntent", slots: { Targets: awake() } };
  if (dice < 0.61) return { intent: "AddToPlayingIntent", slots: { Targets: awake(), Beside: awake() } };
  if (dice < 0.7) return { intent: "NextIntent", slots: { Targets: awake() } };
  if (dice < 0.8)
    return { intent: "SetVolumeIntent", slots: { Percent: [`${Math.floor(random() * 101)}`], Targets: some() } };
  if (dice < 0.9) {
    const slots = { Direction: [random() < 0.5 ? "up" : "down"], Points: [`${1 + Math.floor(random() * 25)}`] };
    return { intent: "AdjustVolumeIntent", slots: { ...slots, Targets: some() } };
  }
  if (dice < 0.95) return { intent: "IdentifyIntent", slots: { Targets: some() } };
  return { intent: random() < 0.5 ? "MuteIntent" : "UnmuteIntent", slots: { Targets: some() } };
}

/** The order in the envelope of a one-shot invocation. */
export function envelopeOf({ intent, slots }: Order, userId: string) {
  const device = { skillId: SKILL_ID, userId, deviceId: "echo", apiEndpoint: "", locale: "en-US" };
  const requestId = `amzn1.echo-api.request.${randomUUID()}`;
  const filled = Object.entries(slots).map(([name, values]) => {
    const heard = values.map((value) => ({ value: value.toLowerCase(), staticMatches: null, dynamicMatches: null }));
    return [name, toSlot(SKILL_ID, name, { name, type: "", values: heard })] as const;
  });
  return toEnvelope(
    device,
    { id: `amzn1.echo-api.session.${randomUUID()}`, attributes: undefined, isNew: true },
    { requestId, timestampMs: Date.now() },
    { kind: "intent", name: intent, slots: Object.fromEntries(filled), dialogState: null },
  );
}

function pick(random: Chance, names: readonly string[], count: number): readonly string[] {
  const rest = [...names];
  return Array.from({ length: count }, () => rest.splice(Math.floor(random() * rest.length), 1)).flat();
}
