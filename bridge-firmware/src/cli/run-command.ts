// One request of the `house-band` command, carried out: asks the daemon, prints, answers with the exit code.
import {
  assertNever,
  BluetoothAddress,
  type Outcome,
  type Result,
  type SpeakerId,
  toNameKey,
} from "@house-band/contract";
import type { ControlEvent, SpeakerView } from "../control/views.ts";
import type { Client, ClientFault, FavouriteChange } from "./client.ts";
import { type Order, toCommandBody } from "./give-command.ts";
import {
  renderFavourites,
  renderGroups,
  renderOutcome,
  renderSpeakers,
  renderSpeakersWithAdvice,
  renderStatus,
} from "./render.ts";
import { resolveNames } from "./resolve-names.ts";

/** `interrupted`: by Ctrl-C, as shells count it. */
export const EXIT = { done: 0, notDone: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

export type Terminal = {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Somebody is looking: progress may be shown. */
  readonly isWatched: boolean;
  readonly json: boolean;
};

/** Shows a view of the bridge. */
export async function show(
  kind: "status" | "speakers" | "groups",
  client: Client,
  terminal: Terminal,
): Promise<number> {
  switch (kind) {
    case "status":
      return print(await client.status(), renderStatus, terminal);
    case "speakers":
      return showSpeakers(client, terminal);
    case "groups":
      return print(await client.groups(), renderGroups, terminal);
    default:
      return assertNever(kind);
  }
}

async function showSpeakers(client: Client, terminal: Terminal): Promise<number> {
  const [speakers, status] = await Promise.all([client.speakers(), client.status()]);
  const render = (views: readonly SpeakerView[]) =>
    status.ok ? renderSpeakersWithAdvice(views, status.value, new Date()) : renderSpeakers(views, new Date());
  return print(speakers, render, terminal);
}

function print<T>(view: Result<T, ClientFault>, render: (view: T) => readonly string[], terminal: Terminal): number {
  if (!view.ok) return complain(view.error, terminal);
  if (terminal.json) terminal.out(JSON.stringify(view.value, null, 2));
  else for (const line of render(view.value)) terminal.out(line);
  return EXIT.done;
}

/** Shows the favourites, after a change if one is wanted. */
export async function keepFavourites(
  change: FavouriteChange | null,
  client: Client,
  terminal: Terminal,
): Promise<number> {
  return print(await client.favourites(change ?? undefined), renderFavourites, terminal);
}

/** Forgets speakers, with their places in the home, and whoever plays to the bridge: their keys go. */
export async function forget(names: readonly string[], client: Client, terminal: Terminal): Promise<number> {
  const [speakers, groups] = await Promise.all([client.speakers(), client.groups()]);
  if (!speakers.ok) return complain(speakers.error, terminal);
  if (!groups.ok) return complain(groups.error, terminal);
  const status = await client.status();
  if (!status.ok) return complain(status.error, terminal);
  const senders = (status.value.senders ?? []).flatMap(({ id, name }) => {
    const address = BluetoothAddress.safeParse(id); // nobody else was paired
    return address.success && names.some((said) => isSameName(said, name)) ? [{ address: address.data, name }] : [];
  });
  const others = names.filter((said) => !senders.some(({ name }) => isSameName(said, name)));
  const ids = resolveNames(others, { speakers: speakers.value, groups: groups.value });
  if (!ids.ok) {
    terminal.err(ids.error);
    return EXIT.usage;
  }
  const nameOf = (id: SpeakerId): string => speakers.value.find((speaker) => speaker.id === id)?.name ?? id;
  const gone = [
    ...ids.value.map((id) => ({ whom: { speaker: id }, name: nameOf(id) })),
    ...senders.map(({ address, name }) => ({ whom: { sender: address }, name })),
  ];
  const forgottenNames: string[] = [];
  const pairing = client.pairing();
  for (const { whom, name } of gone) {
    const forgotten = await pairing.forget(whom);
    if (!forgotten.ok) return complain(forgotten.error, terminal);
    forgottenNames.push(name);
    if (!terminal.json) terminal.out(`Forgotten: ${name}. To have it back, pair it again.`);
  }
  if (terminal.json) terminal.out(JSON.stringify({ forgotten: forgottenNames }, null, 2));
  return EXIT.done;
}

const isSameName = (one: string, other: string): boolean => toNameKey(one) === toNameKey(other);

const NOT_HEARD_YET = "not heard yet: whatever was to be announced before comes first";
/** By then an announcement that is alone is heard. */
const TOLD_AFTER_MS = 10_000;

/** Gives a command and waits for its outcome. */
export async function give(order: Order, client: Client, terminal: Terminal): Promise<number> {
  const [speakers, groups] = await Promise.all([client.speakers(), client.groups()]);
  if (!speakers.ok) return complain(speakers.error, terminal);
  if (!groups.ok) return complain(groups.error, terminal);
  const body = toCommandBody(order, { speakers: speakers.value, groups: groups.value });
  if (!body.ok) {
    terminal.err(body.error);
    return EXIT.usage;
  }
  const names = new Map(speakers.value.map(({ id, name }) => [id, name]));
  const watching = new AbortController();
  if (terminal.isWatched) client.follow(tellWaiting(terminal), watching.signal);
  const isLong = terminal.isWatched && order.kind === "announce";
  const patience = isLong ? setTimeout(() => terminal.err(NOT_HEARD_YET), TOLD_AFTER_MS) : undefined;
  const outcome = await client.command(body.value);
  clearTimeout(patience);
  watching.abort();
  if (!outcome.ok) return complain(outcome.error, terminal);
  const code = exitCodeOf(outcome.value);
  const lines = renderOutcome(outcome.value, (id) => names.get(id) ?? id, new Date());
  if (terminal.json) terminal.out(JSON.stringify(outcome.value, null, 2));
  else for (const line of lines) (code === EXIT.done ? terminal.out : terminal.err)(line);
  return code;
}

const exitCodeOf = ({ state }: Outcome): number =>
  state === "done" || state === "duplicate" ? EXIT.done : EXIT.notDone;

/** Whose sound is waited for, said once each time it changes. */
function tellWaiting({ err }: Terminal): (event: ControlEvent) => void {
  let told = "";
  return (event) => {
    if (event.kind !== "status") return;
    const away = event.status.zones.flatMap(({ speakers }) => speakers).filter(({ link }) => link === "connecting");
    const names = away.map(({ name }) => name).join(", ");
    if (names !== "" && names !== told) err(`connecting: ${names}`);
    told = names;
  };
}

/** Says what went wrong, and what to do; the answer is the exit code. */
export function complain(fault: ClientFault, { err, out, json }: Terminal): number {
  if (fault.kind === "refused") {
    if (json) out(JSON.stringify(fault.error, null, 2));
    err(`not done: ${fault.error.message}`);
    return EXIT.notDone;
  }
  err(fault.message);
  return EXIT.unreachable;
}
