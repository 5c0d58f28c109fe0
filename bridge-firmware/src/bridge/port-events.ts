// What the bridge's ports tell, in the core's words: from before the model exists until the bridge stops.
import { newZoneId } from "@house-band/contract";
import type { Input } from "../core/reduce.ts";
import { toInput } from "../engine-events.ts";
import { createEngineHealth } from "../engine-health.ts";
import type { LiveInputEvent } from "../live-inputs-port.ts";
import type { Unsubscribe } from "../ports.ts";
import { linksNow } from "../startup.ts";
import type { InnerPorts } from "./bridge-ports.ts";

export type Gate = {
  submit(input: Input): void;
  /** The model exists: `first` goes before everything that has waited. */
  open(submit: (input: Input) => void, first: readonly Input[]): void;
};

/** Whatever happens before the model exists waits for it, in order. */
export function createGate(): Gate {
  const early: Input[] = [];
  let pass = (input: Input): void => {
    early.push(input);
  };
  return {
    submit: (input) => pass(input),
    open(submit, first) {
      pass = submit;
      for (const input of [{ kind: "tick" } as const, ...first, ...early]) submit(input);
    },
  };
}

/** Hands on every event of the ports until it is unsubscribed. */
export function listenToPorts(ports: InnerPorts, submit: (input: Input) => void, writeAheadMs: number): Unsubscribe {
  const noteHealth = createEngineHealth(ports.log, writeAheadMs);
  const off = [
    ports.bluetooth.onEvent(submit),
    ports.inputs.onEvent((event) => submit(toSenderInput(event))),
    ports.engine.onEvent((event) => {
      if (event.kind === "status") noteHealth(event);
      const input = toInput(event, ports.log);
      if (input) submit(input.kind === "zone-ended" ? { ...input, next: newZoneId() } : input);
    }),
    ports.engine.onRestart(() => submit({ kind: "engine-lost" })),
  ];
  return () => {
    for (const stop of off) stop();
  };
}

/** Who is there when the daemon starts: speakers that are connected, and senders. */
export const whoIsThere = ({ bluetooth, inputs }: Pick<InnerPorts, "bluetooth" | "inputs">): readonly Input[] => [
  ...linksNow(bluetooth),
  ...inputs.senders().map((sender) => toSenderInput({ kind: "sender-changed", sender })),
];

/** A sender that begins to play may make a zone, which needs a name. */
const toSenderInput = (event: LiveInputEvent): Input =>
  event.kind === "sender-changed" ? { ...event, zone: newZoneId() } : event;
