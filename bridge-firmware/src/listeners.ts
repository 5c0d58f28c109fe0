// Who wants to hear of something, and telling them.
import type { Unsubscribe } from "./ports.ts";

export type Listeners<T> = {
  add(listener: (value: T) => void): Unsubscribe;
  tell(value: T): void;
  clear(): void;
};

/** Nobody at first. Telling goes to those who were there when it began, in the order they came. */
export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener) {
      const own = (value: T): void => listener(value); // the same function may be added twice
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    tell(value) {
      for (const listener of [...listeners]) listener(value);
    },
    clear: () => listeners.clear(),
  };
}
