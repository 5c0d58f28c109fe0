// `npm run enrol -w infra`: prints the line that enrols one bridge; what to do with it is said beside it.
import { IoTClient } from "@aws-sdk/client-iot";
import { attempt } from "./deploy/attempt.ts";
import { createEnrolmentString } from "./enrolment-string.ts";

const line = await attempt("making a line for a bridge", () => createEnrolmentString(new IoTClient({})));
if (line.ok) {
  process.stderr.write("Within five minutes, on the bridge: house-band enroll, and paste this line:\n\n");
  process.stdout.write(`${line.value}\n`);
} else {
  process.stderr.write(`${line.error.what}.\nWhat to do: ${line.error.todo}.\n`);
  process.exitCode = 1;
}
