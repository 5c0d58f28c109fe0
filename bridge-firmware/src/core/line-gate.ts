// Whether something plays on a line input, which has no play button: signal begins it, silence ends it, with room between
// the two. And what is wrong with what comes. Pure.

/** One quarter of a second. @see engine/dsp/line-meter.ts */
export type Reading = {
  readonly rmsDb: number;
  readonly peakDb: number;
  readonly clipped: number;
  readonly hum50: number;
  readonly hum60: number;
};

export type GateSettings = {
  /** Louder than this is signal. */
  readonly startsAboveDb: number;
  /** Silent for so long, it has ended. */
  readonly endsAfterMs: number;
};

export type LineWarning = "clipping" | "hum-50" | "hum-60";

export type Gate = {
  readonly isOpen: boolean;
  /** Readings above the threshold in a row, while it is closed. */
  readonly above: number;
  /** For how long it has been quiet, while it is open. */
  readonly quietMs: number;
  /** How long each is still warned of. */
  readonly warnedMs: Readonly<Record<LineWarning, number>>;
  /** Readings in a row that were the mains and little else. */
  readonly humming: { readonly hz50: number; readonly hz60: number };
};

export const CLOSED_GATE: Gate = {
  isOpen: false,
  above: 0,
  quietMs: 0,
  warnedMs: { clipping: 0, "hum-50": 0, "hum-60": 0 },
  humming: { hz50: 0, hz60: 0 },
};

/** Once open it takes less to stay so: a soft passage is no end. */
export const HYSTERESIS_DB = 6;
/** A click is one. */
const STARTS_AFTER_READINGS = 2;
/** Nearly all of the power is the mains': music with a bass note has more to it. */
const HUM_SHARE = 0.8;
/** Two seconds: no bass note is held so long, alone. */
const HUM_AFTER_READINGS = 8;
/** Softer than that nobody hears it. */
const HUM_ABOVE_DB = -75;
const WARNED_FOR_MS = 10_000;

/** The gate after one reading of `windowMs`. Hum alone is no signal, however loud. */
export function hear(gate: Gate, reading: Reading, windowMs: number, settings: GateSettings): Gate {
  const isAudible = reading.rmsDb > HUM_ABOVE_DB;
  const humming = {
    hz50: isAudible && reading.hum50 > HUM_SHARE ? gate.humming.hz50 + 1 : 0,
    hz60: isAudible && reading.hum60 > HUM_SHARE ? gate.humming.hz60 + 1 : 0,
  };
  const isHum = humming.hz50 > 0 || humming.hz60 > 0;
  const warned = (kind: LineWarning, isNow: boolean): number =>
    isNow ? WARNED_FOR_MS : Math.max(0, gate.warnedMs[kind] - windowMs);
  const known = {
    ...gate,
    humming,
    warnedMs: {
      clipping: warned("clipping", reading.clipped > 0),
      "hum-50": warned("hum-50", humming.hz50 >= HUM_AFTER_READINGS),
      "hum-60": warned("hum-60", humming.hz60 >= HUM_AFTER_READINGS),
    },
  };
  return gate.isOpen
    ? whileOpen(known, reading, isHum, windowMs, settings)
    : whileClosed(known, reading, isHum, settings);
}

function whileOpen(gate: Gate, { rmsDb }: Reading, isHum: boolean, windowMs: number, settings: GateSettings): Gate {
  const isQuiet = isHum || rmsDb <= settings.startsAboveDb - HYSTERESIS_DB;
  const quietMs = isQuiet ? gate.quietMs + windowMs : 0;
  return quietMs >= settings.endsAfterMs ? { ...gate, isOpen: false, above: 0, quietMs: 0 } : { ...gate, quietMs };
}

function whileClosed(gate: Gate, { rmsDb }: Reading, isHum: boolean, { startsAboveDb }: GateSettings): Gate {
  const above = !isHum && rmsDb > startsAboveDb ? gate.above + 1 : 0;
  return above >= STARTS_AFTER_READINGS ? { ...gate, isOpen: true, above: 0, quietMs: 0 } : { ...gate, above };
}

/** What is worth saying now. */
export const warningsOf = ({ warnedMs }: Gate): LineWarning[] =>
  (["clipping", "hum-50", "hum-60"] as const).filter((kind) => warnedMs[kind] > 0);
