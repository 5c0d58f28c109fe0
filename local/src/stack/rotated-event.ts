// What the rule about new certificates makes of a message, as its SQL says.
import type { RotatedEvent } from "@house-band/contract";
import { rotationRule } from "@house-band/infra/rotation-rule";
import type { RuleMessage } from "../iot/local-iot.ts";

/** `n/a` stands where it did not come over MQTT. @see AWS IoT SQL function `clientid()` */
export const toRotated = ({ topic, principal, clientId, timestampMs }: RuleMessage): RotatedEvent => ({
  rule: rotationRule.name,
  thing: topic.split("/")[rotationRule.thingLevel - 1] ?? "",
  principal: principal ?? "",
  clientId: clientId ?? "n/a",
  receivedAtMs: timestampMs,
});
