// Run in the network of a system inside: plays a file to a receiver there until it is told to end.
// Arguments: `airplay` or `dlna`, the receiver's port, the file, and a folder for what the client keeps.
import { once } from "node:events";
import { startAirPlayDevice } from "../../audio/support/receivers/airplay-device.ts";
import { startControlPoint } from "../../audio/support/receivers/control-point.ts";

const SO_WHAT = { title: "So What", artist: "Miles Davis", album: "Kind of Blue" };

const [kind, port = "", file = "", folder = ""] = process.argv.slice(2);
const leave = await (kind === "airplay" ? playByAirPlay() : playByDlna());
process.stdout.write("it plays\n");
await once(process, "SIGTERM");
await leave();

async function playByAirPlay(): Promise<() => Promise<void>> {
  const device = await startAirPlayDevice(folder, Number(port));
  await device.play(file);
  return device.leave;
}

async function playByDlna(): Promise<() => Promise<void>> {
  const point = await startControlPoint(Number(port), { "/tones.wav": file });
  await point.find();
  await point.give("/tones.wav", SO_WHAT);
  await point.play();
  return async () => {
    await point.stop();
    await point.close();
  };
}
