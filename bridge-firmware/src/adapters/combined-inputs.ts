// Every live input behind one port, whatever it comes by: each is told of, and told, by the adapter that knows it.
import { err, type LiveInputId } from "@house-band/contract";
import { type LiveInputs, NO_PLAYER } from "../live-inputs-port.ts";

/** All senders of these, in their order; their ids are different ones. */
export function combineInputs(all: readonly LiveInputs[]): LiveInputs {
  const ownerOf = (id: LiveInputId): LiveInputs | undefined =>
    all.find((inputs) => inputs.senders().some((sender) => sender.id === id));
  return {
    senders: () => all.flatMap((inputs) => inputs.senders()),
    levels: () => new Map(all.flatMap((inputs) => [...inputs.levels()])),
    onEvent(listener) {
      const off = all.map((inputs) => inputs.onEvent(listener));
      return () => {
        for (const stop of off) stop();
      };
    },
    tell: async (id, order) => ownerOf(id)?.tell(id, order) ?? err(NO_PLAYER),
    async close() {
      for (const inputs of all) await inputs.close();
    },
  };
}
