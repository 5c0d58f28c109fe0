// The bridge's own door, for tests that open it: nobody pairs or enrols there unless the test says who does.

import {
  type ControlOptions,
  type ControlServer,
  startControlServer,
} from "@house-band/bridge-firmware/adapters/control/control-server";
import { noEnroller } from "@house-band/bridge-firmware/adapters/identity/enroller";
import { noRotator } from "@house-band/bridge-firmware/adapters/identity/rotator";
import { NO_ANNOUNCER } from "@house-band/bridge-firmware/announcer-port";

type Left = "desk" | "enroller" | "rotator" | "announcer";
type DoorOptions = Omit<ControlOptions, Left> & Partial<Pick<ControlOptions, Left>>;

export const startDoor = (options: DoorOptions): Promise<ControlServer> =>
  startControlServer({
    desk: null,
    enroller: noEnroller,
    rotator: noRotator("none"),
    announcer: NO_ANNOUNCER,
    ...options,
  });
