// Feels the engine's pulse: asks twice a second and counts the questions that got no answer. It counts questions, not
// time, so that a daemon that was itself asleep (a suspended machine) does not blame the engine.

export const ASK_EVERY_MS = 500;
/** Two seconds of silence: the music has stopped by then, and a new engine plays in less than another second. */
const UNANSWERED_ALLOWED = 4;
/** A process that starts may take this long on a slow machine before it answers at all. */
const UNANSWERED_AT_START = 30;

export type PulseOptions = {
  readonly ask: () => void;
  /** Told once; nothing is asked any more. */
  readonly onDead: () => void;
};

export interface Pulse {
  /** It said something: it lives. */
  answered(): void;
  stop(): void;
}

/** Begins at once; until the first answer it is patient. */
export function createPulse({ ask, onDead }: PulseOptions): Pulse {
  let unanswered = 0;
  let allowed = UNANSWERED_AT_START;
  const timer = setInterval(() => {
    if (unanswered >= allowed) {
      clearInterval(timer);
      onDead();
      return;
    }
    unanswered += 1;
    if (allowed === UNANSWERED_ALLOWED) ask();
  }, ASK_EVERY_MS);
  return {
    answered() {
      unanswered = 0;
      allowed = UNANSWERED_ALLOWED;
    },
    stop: () => clearInterval(timer),
  };
}
