// A copy of bluetoothd's objects: adapters, devices, transports, batteries, players. Pure: what bluetoothd says goes in, the next
// copy comes out. Every property is checked for itself; what is not as it should be is left out and named in `dropped`.
// @see D-Bus specification "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
import { Variant } from "@jellybrick/dbus-next";
import { INTERFACE } from "./names.ts";
import { type Properties, SCHEMAS, type Watched } from "./object-schemas.ts";

/** An object by its interfaces, each with those of its properties that make sense. */
export type MirroredObject = { readonly [K in Watched]?: Properties[K] };
export type Mirror = ReadonlyMap<string, MirroredObject>;

/** `dropped` names interfaces and properties, never values. */
export type Mirrored = { readonly mirror: Mirror; readonly dropped: readonly string[] };

export const EMPTY_MIRROR: Mirror = new Map();

export type ObjectSignal = { readonly path: string; readonly member: string; readonly body: readonly unknown[] };

/** @param reply what `GetManagedObjects` returned: path → interface → property → value */
export function readObjects(reply: unknown): Mirrored {
  const dropped: string[] = [];
  const mirror = new Map<string, MirroredObject>();
  if (!isRecord(reply)) return { mirror, dropped: ["GetManagedObjects"] };
  for (const [path, interfaces] of Object.entries(reply)) {
    const read = withInterfaces({}, interfaces, dropped);
    if (Object.keys(read).length > 0) mirror.set(path, read);
  }
  return { mirror, dropped };
}

/** The copy after a signal; the same one where the signal is about nothing that is kept. */
export function applySignal(mirror: Mirror, { path, member, body }: ObjectSignal): Mirrored {
  const dropped: string[] = [];
  const [first, second, third] = body;
  switch (member) {
    case "InterfacesAdded":
      if (typeof first !== "string") return { mirror, dropped: [member] };
      return { mirror: put(mirror, first, withInterfaces(mirror.get(first) ?? {}, second, dropped)), dropped };
    case "InterfacesRemoved":
      if (typeof first !== "string" || !isListOfText(second)) return { mirror, dropped: [member] };
      return { mirror: put(mirror, first, without(mirror.get(first) ?? {}, second)), dropped };
    case "PropertiesChanged":
      if (typeof first !== "string" || !isRecord(second)) return { mirror, dropped: [member] };
      return { mirror: changed(mirror, path, first, second, isListOfText(third) ? third : [], dropped), dropped };
    default:
      return { mirror, dropped };
  }
}

function withInterfaces(object: MirroredObject, interfaces: unknown, dropped: string[]): MirroredObject {
  if (!isRecord(interfaces)) {
    dropped.push("interfaces");
    return object;
  }
  let next = object;
  for (const [name, properties] of Object.entries(interfaces)) {
    const watched = watchedName(name);
    if (watched === null) continue;
    if (isRecord(properties)) next = { ...next, [watched]: readProperties(watched, properties, dropped) };
    else dropped.push(watched);
  }
  return next;
}

function without(object: MirroredObject, interfaces: readonly string[]): MirroredObject {
  const gone = new Set<string | null>(interfaces.map(watchedName));
  return Object.fromEntries(Object.entries(object).filter(([name]) => !gone.has(name)));
}

/** Only of an interface that is there: BlueZ tells changes of objects that it has just removed. */
function changed(
  mirror: Mirror,
  path: string,
  name: string,
  properties: Readonly<Record<string, unknown>>,
  invalidated: readonly string[],
  dropped: string[],
): Mirror {
  const watched = watchedName(name);
  const object = mirror.get(path);
  const before = watched === null ? undefined : object?.[watched];
  if (watched === null || before === undefined) return mirror;
  const kept = Object.fromEntries(Object.entries(before).filter(([property]) => !invalidated.includes(property)));
  const after = { ...kept, ...readProperties(watched, properties, dropped) };
  return put(mirror, path, { ...object, [watched]: after });
}

function readProperties(
  watched: Watched,
  properties: Readonly<Record<string, unknown>>,
  dropped: string[],
): Readonly<Record<string, unknown>> {
  const schemas = new Map(Object.entries(SCHEMAS[watched].shape));
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const schema = schemas.get(name);
    if (schema === undefined) continue;
    const parsed = schema.safeParse(value instanceof Variant ? value.value : value);
    if (parsed.success) read[name] = parsed.data;
    else dropped.push(`${watched}.${name}`);
  }
  return read;
}

function put(mirror: Mirror, path: string, object: MirroredObject): Mirror {
  const next = new Map(mirror);
  if (Object.keys(object).length === 0) next.delete(path);
  else next.set(path, object);
  return next;
}

const WATCHED: ReadonlyMap<string, Watched> = new Map([
  [INTERFACE.adapter, "adapter"],
  [INTERFACE.device, "device"],
  [INTERFACE.transport, "transport"],
  [INTERFACE.battery, "battery"],
  [INTERFACE.control, "control"],
  [INTERFACE.player, "player"],
]);

const watchedName = (name: string): Watched | null => WATCHED.get(name) ?? null;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
