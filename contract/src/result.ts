// The outcome of anything that is expected to fail at times: a value, or a reason from a closed set.

export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** It went well, with this. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** It failed as expected, for this reason. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** Makes a switch over a union exhaustive: the compiler refuses a call that can be reached. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
