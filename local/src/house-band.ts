// The `house-band` command of a checkout: what it is on a bridge, and `cloud`, which reads an account's logs and table. A
// bridge has neither the AWS SDK nor credentials, and shows its own part of a road.
const [command, ...args] = process.argv.slice(2);

if (command === "cloud" && !args.includes("--socket")) {
  const { runCloud } = await import("./trace/main.ts");
  process.exitCode = await runCloud(args);
} else {
  await import("@house-band/bridge-firmware/cli/main");
}
