// A home as everyone knows it: its speakers, groups and Echos. Configuration only; what plays is state.
import * as z from "zod/mini";
import { Channel } from "./channel.ts";
import { BluetoothAddress, CommandId, EchoId, GroupId, HomeId, SpeakerId, ThingName } from "./ids.ts";
import { DisplayName } from "./names.ts";
import { Tone } from "./tone.ts";
import { Revision, VolumePercent } from "./units.ts";

/** No home has more speakers than this, and no command names more. */
export const MAX_SPEAKERS = 32;
export const MAX_GROUPS = 32;
export const MAX_ECHOS = 32;

export const Speaker = z.object({
  id: SpeakerId,
  name: DisplayName,
  address: BluetoothAddress,
  channel: Channel,
  /** The loudest this speaker may ever be set to. */
  capPercent: VolumePercent,
  /** Absent: as it was built. */
  tone: z.optional(Tone),
});
export type Speaker = z.infer<typeof Speaker>;

export const Group = z.object({
  id: GroupId,
  name: DisplayName,
  members: z.array(SpeakerId).check(z.maxLength(MAX_SPEAKERS)),
});
export type Group = z.infer<typeof Group>;

/** An Echo that was told which group it means when nobody names one. */
export const Echo = z.object({ id: EchoId, defaultGroup: GroupId });
export type Echo = z.infer<typeof Echo>;

/** The last of the bridge's own edits that the cloud has decided about; `refused` says why it is not in the home. */
export const DecidedEdit = z.object({ id: CommandId, refused: z.optional(z.string().check(z.maxLength(32))) });
export type DecidedEdit = z.infer<typeof DecidedEdit>;

export const Home = z.object({
  id: HomeId,
  revision: Revision,
  bridge: ThingName,
  speakers: z.array(Speaker).check(z.maxLength(MAX_SPEAKERS)),
  groups: z.array(Group).check(z.maxLength(MAX_GROUPS)),
  echos: z.array(Echo).check(z.maxLength(MAX_ECHOS)),
  lastEdit: z.optional(DecidedEdit),
});
export type Home = z.infer<typeof Home>;
