import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createCloudLink } from "../../bridge-firmware/src/adapters/mqtt/cloud-link.ts";
import { startBroker } from "../bridge-firmware/adapters/mqtt/broker.ts";
import { THING } from "../bridge-firmware/fakes/home.ts";
import { createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { describeCloudLinkContract } from "./cloud-link.ts";

describeCloudLinkContract("MQTT.js on aedes", async () => {
  const broker = await startBroker();
  const link = createCloudLink({
    url: broker.url,
    thing: THING,
    access: { kind: "login", username: "bridge", password: "of this test" },
    clock: createSystemClock(),
    log: createFakeLog(),
    random: () => 0,
  });
  return {
    link,
    thing: THING,
    send: broker.send,
    received: (topic) => broker.published.filter((message) => message.topic === topic).map(({ payload }) => payload),
    breakConnection: broker.breakAll,
    cleanUp: broker.close,
  };
});
