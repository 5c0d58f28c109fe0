// What an audit says of one thing: a verdict, what was seen, what was expected, and what to do. Pure.

export type Verdict = "ok" | "warn" | "fail" | "could-not-look";

export type Finding = {
  readonly check: string;
  readonly verdict: Verdict;
  readonly seen: string;
  readonly expected: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
};

/** What a probe brought back: what it saw, or why it saw nothing. */
export type Seen<T> =
  | { readonly kind: "seen"; readonly value: T }
  | { readonly kind: "unseen"; readonly why: string }
  /** What would show it is not on this machine. */
  | { readonly kind: "absent"; readonly what: string };

export const seen = <T>(value: T): Seen<T> => ({ kind: "seen", value });
export const unseen = (why: string): Seen<never> => ({ kind: "unseen", why });
export const absent = (what: string): Seen<never> => ({ kind: "absent", what });

/** A judge's word: the rest of a finding is the check's own. */
export type Judgement = Pick<Finding, "verdict" | "seen" | "todo">;

export const fine = (what: string): Judgement => ({ verdict: "ok", seen: what, todo: null });
export const doubtful = (what: string, todo: string): Judgement => ({ verdict: "warn", seen: what, todo });
export const bad = (what: string, todo: string): Judgement => ({ verdict: "fail", seen: what, todo });

/** A finding of what was seen; of what could not be seen, that. */
export function toFinding<T>(
  check: string,
  expected: string,
  probed: Seen<T>,
  judge: (value: T) => Judgement,
): Finding {
  if (probed.kind === "seen") return { check, expected, ...judge(probed.value) };
  const why = probed.kind === "unseen" ? probed.why : `${probed.what} is not installed`;
  return { check, expected, verdict: "could-not-look", seen: why, todo: null };
}

/** The same for what the bridge can't do without: where it is not on this machine, that is the finding. */
export function toNeeded<T>(check: string, expected: string, probed: Seen<T>, judge: (value: T) => Judgement): Finding {
  if (probed.kind !== "absent") return toFinding(check, expected, probed, judge);
  return { check, expected, ...bad(`${probed.what} is not installed`, "run the installer: it brings what is missing") };
}
