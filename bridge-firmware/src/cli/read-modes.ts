// In which order something plays and what follows its end, in the words of a command line. Pure.
import { err, ok, Repeat, type Result } from "@house-band/contract";

export type Shuffle = { readonly kind: "shuffle"; readonly isOn: boolean; readonly on: readonly string[] };
export type RepeatMode = { readonly kind: "repeat"; readonly repeat: Repeat; readonly on: readonly string[] };

/** "on" where nothing is said. */
export function readShuffle([word = "on", ...more]: readonly string[], on: readonly string[]): Result<Shuffle, string> {
  const isOn = word.toLowerCase() === "on";
  if (more.length > 0 || !(isOn || word.toLowerCase() === "off"))
    return err(`shuffle "${[word, ...more].join(" ")}": expected on or off`);
  return ok({ kind: "shuffle", isOn, on });
}

export function readRepeat(words: readonly string[], on: readonly string[]): Result<RepeatMode, string> {
  const repeat = Repeat.safeParse(words.join(" ").toLowerCase());
  return repeat.success
    ? ok({ kind: "repeat", repeat: repeat.data, on })
    : err(`repeat "${words.join(" ")}": expected off, one or all`);
}
