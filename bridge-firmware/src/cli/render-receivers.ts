// What the command line says of the receivers of the home's network. Pure.
import { RECEIVER_NAMES, RECEIVER_PROGRAMS, type ReceiverState } from "../receivers.ts";

/** Each, and what to do where it can't be played to. */
export const renderReceivers = (receivers: readonly ReceiverState[]): readonly string[] =>
  receivers.map(renderReceiver);

function renderReceiver({ kind, name, state, trouble }: ReceiverState): string {
  const { command, install } = RECEIVER_PROGRAMS[kind];
  switch (state) {
    case "ready":
      return `${RECEIVER_NAMES[kind]}: "${name}" can be chosen`;
    case "starting":
      return `${RECEIVER_NAMES[kind]}: starts`;
    case "missing":
      return `${RECEIVER_NAMES[kind]}: ${command} is not installed. ${install}`;
    case "failing":
      return `${RECEIVER_NAMES[kind]}: ${command} does not run: ${trouble ?? "it does not say why"}`;
  }
}
