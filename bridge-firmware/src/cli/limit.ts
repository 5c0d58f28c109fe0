// `house-band limit`: how loud speakers may ever be set to. Whoever is louder now is turned down at once.
import type { SpeakerView } from "../control/views.ts";
import type { Client } from "./client.ts";
import type { Limit } from "./read-limit.ts";
import { resolveNames } from "./resolve-names.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

export async function limit({ capPercent, on }: Limit, client: Client, terminal: Terminal): Promise<number> {
  const [speakers, groups] = await Promise.all([client.speakers(), client.groups()]);
  if (!speakers.ok) return complain(speakers.error, terminal);
  if (!groups.ok) return complain(groups.error, terminal);
  const ids = resolveNames(on, { speakers: speakers.value, groups: groups.value });
  if (!ids.ok) {
    terminal.err(ids.error);
    return EXIT.usage;
  }
  const capped = await client.cap({ speakers: [...ids.value], capPercent });
  if (!capped.ok) return complain(capped.error, terminal);
  if (terminal.json) {
    terminal.out(JSON.stringify(capped.value, null, 2));
    return EXIT.done;
  }
  const limited = speakers.value.filter(({ id }) => ids.value.includes(id));
  const names = limited.map(({ name }) => name).join(", ");
  terminal.out(`Done: ${names}: ${capPercent === 100 ? "no limit" : `never above ${capPercent} %`}.`);
  const louder = limited.filter(({ volumePercent }) => volumePercent > capPercent);
  if (louder.length > 0) await tellTurnedDown(louder, client, terminal);
  return EXIT.done;
}

/** Who was louder, and how loud the bridge says that they are now. */
async function tellTurnedDown(before: readonly SpeakerView[], client: Client, terminal: Terminal): Promise<void> {
  const now = await client.speakers();
  for (const { id, name, volumePercent } of before) {
    const is = now.ok ? now.value.find((speaker) => speaker.id === id)?.volumePercent : undefined;
    const isLess = is !== undefined && is < volumePercent;
    terminal.out(
      `${name} was at ${volumePercent} %, and is ${isLess ? `at ${is} % now` : 'about to be turned down: "house-band speakers" shows it'}.`,
    );
  }
}
