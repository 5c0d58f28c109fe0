// Which part of the stereo picture a speaker plays.
import * as z from "zod/mini";

export const Channel = z.enum(["stereo", "left", "right", "mono"]);
export type Channel = z.infer<typeof Channel>;
