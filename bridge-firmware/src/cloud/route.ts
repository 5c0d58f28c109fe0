// Which message goes where. Shadows are acknowledged at once: what matters is fetched again after every connect.
import { assertNever, type ShadowName, type ThingName, topics } from "@house-band/contract";
import type { CloudEvent, CloudLink, Log, Unsubscribe } from "../ports.ts";
import type { ClaimDesk } from "./claim-desk.ts";
import type { ConfigFollower } from "./config-follower.ts";
import type { Intake } from "./intake.ts";
import type { KeptHome } from "./kept-home.ts";
import type { Outbox } from "./outbox.ts";
import type { Reporter } from "./reporter.ts";
import { parseShadowMessage, shadowTopic } from "./shadow-message.ts";

export type Readers = {
  readonly intake: Intake;
  readonly follower: ConfigFollower;
  readonly reporter: Reporter;
  readonly outbox: Outbox;
  readonly kept: Pick<KeptHome, "online" | "offline">;
  readonly claims: Pick<ClaimDesk, "online" | "offline" | "onMessage">;
};

type RoutePorts = { readonly cloud: CloudLink; readonly log: Log; readonly thing: ThingName };

/** Hands on every event of the link until it is unsubscribed. */
export function routeCloudEvents(ports: RoutePorts, readers: Readers): Unsubscribe {
  const { follower, reporter, outbox, kept, claims } = readers;
  return ports.cloud.onEvent((event) => {
    switch (event.kind) {
      case "online":
        ports.log.info({}, "connected to the cloud");
        for (const reader of [follower, reporter, outbox, kept, claims]) reader.online();
        return;
      case "offline":
        ports.log.warn({ reason: event.reason }, "the cloud is out of reach");
        for (const reader of [follower, reporter, outbox, kept, claims]) reader.offline();
        return;
      case "message":
        route(ports, readers, event);
        return;
      default:
        assertNever(event);
    }
  });
}

function route(ports: RoutePorts, readers: Readers, message: Extract<CloudEvent, { kind: "message" }>): void {
  if (message.topic === topics.command(ports.thing)) {
    readers.intake.receive(message);
    return;
  }
  message.acknowledge();
  const topic = shadowTopic(ports.thing, message.topic);
  if (!topic || topic.suffix === "update/documents") return;
  const parsed = parseShadowMessage(topic, message.payload);
  if (!parsed.ok) ports.log.warn({ shadow: topic.shadow }, `a shadow's message makes no sense: ${parsed.error}`);
  else readerOf(parsed.value.shadow, readers).onMessage(parsed.value.reply);
}

function readerOf(shadow: ShadowName, { follower, reporter, claims }: Readers): Pick<ConfigFollower, "onMessage"> {
  return { config: follower, state: reporter, claim: claims }[shadow];
}
