// What changed between two looks at the speakers, in the port's words. Volume is not among it: what of it is news needs a
// memory (volume-watch.ts).
import type { BluetoothEvent } from "../../ports.ts";
import type { BluezSpeaker, Speakers } from "./speakers.ts";

/** Links that ended come first: a speaker that went over to another adapter has one at a time. */
export function toEvents(before: Speakers, now: Speakers): readonly BluetoothEvent[] {
  const ended = [...before.values()].filter(
    (speaker) => speaker.link && !isSameLink(speaker, now.get(speaker.address)),
  );
  const removed = ended.map(({ address }): BluetoothEvent => ({ kind: "transport-removed", address }));
  return [...removed, ...[...now.values()].flatMap((speaker) => eventsOf(before.get(speaker.address), speaker))];
}

/** Another codec is another link: the engine's output is made anew for it. */
const isSameLink = (before: BluezSpeaker | undefined, now: BluezSpeaker | undefined): boolean =>
  before?.link?.transportPath === now?.link?.transportPath &&
  before?.link?.transport.codec === now?.link?.transport.codec;

function eventsOf(before: BluezSpeaker | undefined, now: BluezSpeaker): readonly BluetoothEvent[] {
  const { address, link, batteryPercent } = now;
  if (link === null) return [];
  const isNew = !isSameLink(before, now);
  const events: BluetoothEvent[] = [];
  if (isNew) events.push({ kind: "transport-added", address, transport: link.transport });
  const { reportedDelayMs } = link.transport;
  if (!isNew && reportedDelayMs !== null && reportedDelayMs !== before?.link?.transport.reportedDelayMs) {
    events.push({ kind: "delay-changed", address, reportedDelayMs });
  }
  if (batteryPercent !== null && (isNew || batteryPercent !== before?.batteryPercent)) {
    events.push({ kind: "battery-changed", address, batteryPercent });
  }
  return events;
}
