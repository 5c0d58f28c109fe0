// What the bridge is told: by the cloud commands and the home, and both by whoever stands before it.
import type { Command, ConfigDesired, HomeEdit, ThingName } from "@house-band/contract";
import { type ClaimDesk, createClaimDesk } from "../cloud/claim-desk.ts";
import { createConfigFollower } from "../cloud/config-follower.ts";
import { createIntake } from "../cloud/intake.ts";
import { createKeptHome, type KeptHome } from "../cloud/kept-home.ts";
import { routeCloudEvents } from "../cloud/route.ts";
import type { Upward } from "../cloud/upward.ts";
import { createLocalCommands, type LocalCommands } from "../control/local-commands.ts";
import { reduce } from "../core/reduce.ts";
import { createListeners, type Listeners } from "../listeners.ts";
import type { Knowledge } from "../startup.ts";
import type { Body } from "./body.ts";
import type { InnerPorts } from "./bridge-ports.ts";
import { createDispatch, type Dispatch, type DispatchConfig } from "./dispatch.ts";

export type Ears = Pick<Dispatch, "attachDesk" | "sync" | "tone"> & {
  readonly home: KeptHome["now"];
  readonly editHome: KeptHome["edit"];
  readonly checkEdit: KeptHome["check"];
  readonly onEditRefused: Listeners<HomeEdit>["add"];
  readonly command: LocalCommands["submit"];
  readonly claims: ClaimDesk;
  /** Hears no more, and resolves when what was heard has been dealt with. */
  close(): Promise<void>;
};

/** Hears as soon as it is made. */
export function openEars(
  ports: InnerPorts,
  { thing, ...config }: DispatchConfig & { readonly thing: ThingName },
  { knowledge, upward, body }: { readonly knowledge: Knowledge; readonly upward: Upward; readonly body: Body },
): Ears {
  const { journal, home: known } = knowledge;
  const { outbox, reporter } = upward;
  const onHome = (config: ConfigDesired): void => {
    journal.newHome(config.homeId);
    body.loop.submit((model, nowMs) => reduce(model, { kind: "config", config }, nowMs));
  };
  const onUnanswered = (): void => follower.onMessage({ kind: "delta" });
  const refusals = createListeners<HomeEdit>();
  const keptPorts = { ...ports, thing, onHome, onUnanswered, onRefused: refusals.tell };
  const kept = createKeptHome(keptPorts, known, knowledge.edits);
  const inside = { ...body, home: kept.now, command: (given: Command) => local.submit(given) };
  const dispatch = createDispatch(ports, config, inside);
  const intake = createIntake({ ...ports, journal, onOutcome: outbox.add, onCommand: dispatch.run });
  const local = createLocalCommands({ journal, intake });
  const unsubscribe = body.onOutcome(local.told);
  const follower = createConfigFollower({ ...ports, thing, known, onConfig: kept.follow });
  const claims = createClaimDesk({ ...ports, thing, home: kept.now });
  const deafen = routeCloudEvents({ ...ports, thing }, { intake, follower, reporter, outbox, kept, claims });
  return {
    home: kept.now,
    editHome: kept.edit,
    checkEdit: kept.check,
    onEditRefused: refusals.add,
    attachDesk: dispatch.attachDesk,
    command: local.submit,
    sync: dispatch.sync,
    tone: dispatch.tone,
    claims,
    async close() {
      await dispatch.tone.close();
      deafen();
      claims.close();
      await intake.idle();
      await dispatch.close();
      await follower.close();
      await kept.close();
      unsubscribe();
    },
  };
}
