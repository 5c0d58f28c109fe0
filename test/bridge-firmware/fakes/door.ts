// The bridge's own door, for tests that open it: nobody pairs or enrols there unless the test says who does.

import {
  type ControlOptions,
  type ControlServer,
  startControlServer,
} from "@house-band/bridge-firmware/adapters/control/control-server";
import { noEnroller } from "@house-band/bridge-firmware/adapters/identity/enroller";

type DoorOptions = Omit<ControlOptions, "desk" | "enroller"> & Partial<Pick<ControlOptions, "desk" | "enroller">>;

export const startDoor = (options: DoorOptions): Promise<ControlServer> =>
  startControlServer({ desk: null, enroller: noEnroller, ...options });
