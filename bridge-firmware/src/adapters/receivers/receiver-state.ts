// How a receiver is, by how its program is. Pure.
import type { ReceiverKind, ReceiverState } from "../../receivers.ts";
import type { ProgramState } from "./kept-program.ts";

/** For status and people. */
export function toReceiverState(kind: ReceiverKind, name: string, program: ProgramState): ReceiverState {
  switch (program.kind) {
    case "running":
      return { kind, name, state: "ready", trouble: null };
    case "failing":
      return { kind, name, state: "failing", trouble: program.why };
    case "starting":
    case "missing":
      return { kind, name, state: program.kind, trouble: null };
  }
}
