// How long something is or was, for people.

const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** In the largest unit of which there is one: "2 days", "1 minute", "0 seconds". */
export function renderDuration(seconds: number): string {
  const unit = UNITS.find((one) => seconds >= one.seconds) ?? { name: "second", seconds: 1 };
  const count = Math.max(0, Math.floor(seconds / unit.seconds));
  return `${count} ${unit.name}${count === 1 ? "" : "s"}`;
}
