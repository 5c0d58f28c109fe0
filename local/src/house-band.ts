// The `house-band` command of a checkout: what it is on a bridge, and `cloud`, which reads an account's logs and table. A
// bridge has neither the AWS SDK nor credentials, and shows its own part of a road.
import { EXIT } from "@house-band/bridge-firmware/cli/run-command";
import { isForLaptop, TO_LAPTOP } from "./for-laptop.ts";

const [command, ...args] = process.argv.slice(2);

if (command === "cloud" && !args.includes("--socket")) {
  const { runCloud } = await import("./trace/main.ts");
  process.exitCode = await runCloud(args);
} else if (await isForLaptop(process.argv.slice(2))) {
  process.stderr.write(`${TO_LAPTOP}\n`);
  process.exitCode = EXIT.unreachable;
} else {
  await import("@house-band/bridge-firmware/cli/main");
}
