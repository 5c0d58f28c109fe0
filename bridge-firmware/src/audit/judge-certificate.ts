// The certificate that this bridge was enrolled with: how old it is, and when the bridge changes it. Pure.
import * as z from "zod/mini";
import { factsOf } from "../certificate-facts.ts";
import { rotationDueAtMs } from "../core/rotation.ts";
import { renderDuration } from "../text/duration.ts";
import { bad, doubtful, fine, type Judgement } from "./finding.ts";

const Enrolled = z.object({ certificate: z.string() });

/** A month more than it should be: by then it has been tried thirty times. */
const GRACE_MS = 30 * 86_400_000;

/** @param text of the bridge's identity; null where it was never enrolled */
export function judgeCertificate(text: string | null, rotateAfterDays: number, epochMs: number): Judgement {
  if (text === null) return fine("none: not enrolled");
  const facts = readFacts(text);
  if (facts === null) return bad("the identity can't be read", "enrol this bridge again: house-band enroll");
  const ageSeconds = (epochMs - facts.madeAtMs) / 1_000;
  const dueMs = rotationDueAtMs(facts, rotateAfterDays);
  const age = `made ${renderDuration(ageSeconds)} ago`;
  if (epochMs < dueMs) return fine(`${age}, changed by itself in ${renderDuration((dueMs - epochMs) / 1_000)}`);
  if (epochMs < dueMs + GRACE_MS) return fine(`${age}, about to be changed`);
  return doubtful(`${age}, and still not changed`, "house-band rotate says why");
}

function readFacts(text: string) {
  try {
    return factsOf(Enrolled.parse(JSON.parse(text)).certificate);
  } catch {
    return null;
  }
}
