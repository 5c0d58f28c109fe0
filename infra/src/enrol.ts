// `npm run enrol -w infra`: prints the line that enrols one bridge; what to do with it is said beside it.
import { IoTClient } from "@aws-sdk/client-iot";
import { createEnrolmentString } from "./enrolment-string.ts";

const line = await createEnrolmentString(new IoTClient({}));
process.stderr.write("Within five minutes, on the bridge: house-band enroll, and paste this line:\n\n");
process.stdout.write(`${line}\n`);
