// The directory of stations that the settings ask for, if they ask for one.
import { err, ok, type Result } from "@house-band/contract";
import type { DaemonConfig } from "../../config.ts";
import type { Clock, Log, StationDirectory } from "../../ports.ts";
import { parseStreamUrl } from "../../sources/stream-url.ts";
import { createCopyFile } from "./kept-copy.ts";
import { openRadioBrowser } from "./radio-browser.ts";

type Player = Extract<DaemonConfig["player"], { kind: "mpd" }>;

type Around = {
  readonly dataDirectory: string;
  /** Of House Band: the directory's people like to know who asks. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Null where the settings ask for none: then nobody is asked anything. @returns else what is wrong with the settings */
export async function openDirectory(
  { directory, allowedHosts }: Pick<Player, "directory" | "allowedHosts">,
  { dataDirectory, version, clock, log }: Around,
): Promise<Result<StationDirectory | null, string>> {
  if (directory === undefined) return ok(null);
  const { url, stations } = directory;
  const checked = parseStreamUrl(url, allowedHosts);
  if (!checked.ok) return err(`player.directory.url: ${checked.error}`);
  const userAgent = `HouseBand/${version}`;
  const file = createCopyFile(dataDirectory, log);
  return ok(await openRadioBrowser({ url, stations, allowedHosts, userAgent, file, clock, log, random: Math.random }));
}
