// What a link to the cloud needs to be told.
import type { ThingName } from "@house-band/contract";
import type { Clock, Log } from "../../ports.ts";
import type { Access } from "./access.ts";

export type CloudLinkOptions = {
  readonly url: string;
  readonly thing: ThingName;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for the waits between tries. */
  readonly random: () => number;
  /** AWS cuts a client that was silent for one and a half times as long. 50 where not given. */
  readonly keepaliveSeconds?: number;
};
