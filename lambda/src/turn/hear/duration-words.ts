// A length of time as Alexa gives it.

const UNITS_MS = [86_400_000, 3_600_000, 60_000, 1_000] as const;
const DURATION = /^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$/u;

/** "PT30M", "PT1H30M". Null where it is none, or lasts no time. @see Alexa "Slot type reference", AMAZON.DURATION (ISO 8601) */
export function parseDuration(text: string): number | null {
  const parts = DURATION.exec(text.toUpperCase())?.slice(1) ?? [];
  const ms = parts.reduce((sum, part, unit) => sum + Number(part ?? 0) * (UNITS_MS[unit] ?? 0), 0);
  return ms > 0 ? ms : null;
}
