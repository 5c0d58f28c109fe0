// The fake bluetoothd's objects: a tree that says every change of itself on the bus, as BlueZ does.
import type { BusConnection } from "@house-band/bridge-firmware/adapters/bluez/bus-connection";
import { INTERFACE } from "@house-band/bridge-firmware/adapters/bluez/names";
import { Variant } from "@jellybrick/dbus-next";

export type Properties = Readonly<Record<string, Variant>>;
type Interfaces = Map<string, Record<string, Variant>>;

export type FakeObjects = {
  add(path: string, interfaces: Readonly<Record<string, Properties>>): void;
  /** The object with every interface, or only those. */
  remove(path: string, interfaces?: readonly string[]): void;
  /** Undefined takes a property away. */
  change(path: string, name: string, changes: Readonly<Record<string, Variant | undefined>>): void;
  value(path: string, name: string, property: string): unknown;
  paths(): readonly string[];
  has(path: string, name: string): boolean;
  /** As `GetManagedObjects` returns it. */
  all(): Readonly<Record<string, Readonly<Record<string, Properties>>>>;
};

/** Silent while nobody listens: `connection` is null while the daemon does not run. */
export function createFakeObjects(connection: () => BusConnection | null): FakeObjects {
  const objects = new Map<string, Interfaces>();
  const emit = (path: string, name: string, member: string, signature: string, body: readonly unknown[]): void =>
    connection()?.emit({ path, interface: name, member, signature, body });
  return {
    add(path, interfaces) {
      const known = objects.get(path) ?? new Map<string, Record<string, Variant>>();
      for (const [name, properties] of Object.entries(interfaces)) known.set(name, { ...properties });
      objects.set(path, known);
      emit("/", INTERFACE.objectManager, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces]);
    },
    remove(path, names) {
      const known = objects.get(path);
      if (!known) return;
      const gone = names ?? [...known.keys()];
      for (const name of gone) known.delete(name);
      if (known.size === 0) objects.delete(path);
      emit("/", INTERFACE.objectManager, "InterfacesRemoved", "oas", [path, gone]);
    },
    change(path, name, changes) {
      const properties = objects.get(path)?.get(name);
      if (!properties) return;
      const changed: Record<string, Variant> = {};
      const invalidated: string[] = [];
      for (const [property, value] of Object.entries(changes)) {
        if (value === undefined) {
          delete properties[property];
          invalidated.push(property);
        } else {
          properties[property] = value;
          changed[property] = value;
        }
      }
      emit(path, INTERFACE.properties, "PropertiesChanged", "sa{sv}as", [name, changed, invalidated]);
    },
    value: (path, name, property) => objects.get(path)?.get(name)?.[property]?.value,
    paths: () => [...objects.keys()],
    has: (path, name) => objects.get(path)?.has(name) ?? false,
    all: () => Object.fromEntries([...objects].map(([path, interfaces]) => [path, Object.fromEntries(interfaces)])),
  };
}

export const text = (value: string): Variant => new Variant("s", value);
export const texts = (value: readonly string[]): Variant => new Variant("as", [...value]);
export const flag = (value: boolean): Variant => new Variant("b", value);
export const path = (value: string): Variant => new Variant("o", value);
export const dict = (value: Readonly<Record<string, Variant>>): Variant => new Variant("a{sv}", { ...value });
export const byte = (value: number): Variant => new Variant("y", value);
export const uint16 = (value: number): Variant => new Variant("q", value);
export const int16 = (value: number): Variant => new Variant("n", value);
export const uint32 = (value: number): Variant => new Variant("u", value);
export const bytes = (value: readonly number[]): Variant => new Variant("ay", Buffer.from(value));
