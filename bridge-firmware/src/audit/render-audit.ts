// An audit on a terminal: a line for each thing, and for what is not as it should be, what to do. Pure.
import { tableLines } from "../text/table.ts";
import type { Finding, Verdict } from "./finding.ts";

const WORDS = {
  ok: "ok",
  warn: "warn",
  fail: "FAIL",
  "could-not-look": "could not look",
} as const satisfies Record<Verdict, string>;

/** Everything that was looked at, then what to do, worst first; hints come last. */
export function renderAudit(findings: readonly Finding[]): readonly string[] {
  const table = tableLines(
    ["check", "verdict", "seen"],
    findings.map(({ check, verdict, seen }) => [check, WORDS[verdict], seen]),
  );
  const hints = withVerdict(findings, "could-not-look").filter(({ todo }) => todo !== null);
  const wrong = [...withVerdict(findings, "fail"), ...withVerdict(findings, "warn"), ...hints];
  const advice = wrong.flatMap(({ check, expected, todo }) => [
    `${check}: expected ${expected}.`,
    ...(todo === null ? [] : [`  ${todo}`]),
  ]);
  return [...table, "", ...advice, ...(advice.length > 0 ? [""] : []), summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => withVerdict(findings, verdict).length;
  const unseen = count("could-not-look");
  const parts = [`${count("ok")} ok`, `${count("warn")} to look at`, `${count("fail")} wrong`];
  return [...parts, ...(unseen > 0 ? [`${unseen} could not be looked at`] : [])].join(", ");
}

const withVerdict = (findings: readonly Finding[], verdict: Verdict) =>
  findings.filter((finding) => finding.verdict === verdict);
