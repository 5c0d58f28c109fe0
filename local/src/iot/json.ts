// JSON values as plain data: the few operations that shadows need on them.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** A JSON object: neither null nor an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An own field, never something inherited: keys like `constructor` come from strangers. */
export const own = (object: JsonObject | undefined, key: string): Json | undefined =>
  object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;

/** Equal as JSON: the order of keys does not matter, the order of elements does. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => sameJson(value, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameJson(left[key], own(right, key)));
}

/** Whether objects and arrays nest deeper than so many levels; never looks further, however deep they are. */
export function isDeeperThan(value: Json, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}

/** True where any array within, at whatever depth, has a null in it. */
export function holdsNullInArray(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  const children: readonly Json[] = Object.values(value);
  return (Array.isArray(value) && children.includes(null)) || children.some(holdsNullInArray);
}
