// A cloud that lets bridges change their certificates: the local IoT over TLS, with the very hook, rule and function that
// are deployed, on its control plane.
import { ROTATION_TEMPLATE } from "@house-band/contract";
import { rotationRule } from "@house-band/infra/rotation-rule";
import { toRotated } from "@house-band/local/stack/rotated-event";
import { createBridgeCertificates } from "../../../../lambda/src/adapters/bridge-certificates.ts";
import { createSystemClock } from "../../../../lambda/src/adapters/system-clock.ts";
import { createRotationHandler, type RotationHandle } from "../../../../lambda/src/rotation-handler.ts";
import type { LocalIotOptions } from "../../../../local/src/iot/local-iot.ts";
import { startEnrollingCloud } from "./support.ts";

const templateArn = `arn:aws:iot:us-east-1:000000000000:provisioningtemplate/${ROTATION_TEMPLATE}`;
const silent = () => undefined;
export const quietLog = { error: silent, warn: silent, info: silent, debug: silent };

export type RotatingCloud = Awaited<ReturnType<typeof startRotatingCloud>>;

/** Bends the hook, or what becomes of the rule's events. */
export type RotatingCloudOwn = {
  readonly hook?: (request: unknown, answer: RotationHandle) => Promise<unknown>;
  readonly retire?: (event: unknown, answer: RotationHandle) => Promise<unknown>;
};

export async function startRotatingCloud(own: RotatingCloudOwn = {}, options: Partial<LocalIotOptions> = {}) {
  let handle: RotationHandle = () => Promise.reject(new Error("not yet"));
  const { hook = (request) => handle(request), retire = (event) => handle(event) } = own;
  const rotation = {
    template: ROTATION_TEMPLATE,
    templateArn,
    hook: (request: unknown) => hook(request, handle),
  };
  const told: unknown[] = [];
  const rule = {
    name: rotationRule.name,
    topicFilter: null,
    run: async (message: Parameters<typeof toRotated>[0]) => {
      const event = toRotated(message);
      told.push(event);
      await retire(event, handle);
    },
  };
  const cloud = await startEnrollingCloud({ rotation }, { ...options, rules: [rule, ...(options.rules ?? [])] });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_IOT: cloud.iot.controlPlaneUrl,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const clock = createSystemClock();
  handle = createRotationHandler({ certificates: createBridgeCertificates(), clock, log: quietLog });
  return { ...cloud, told, handle: (event: unknown) => handle(event) };
}
