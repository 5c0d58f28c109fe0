// What of an utterance is for Alexa and what is for the skill: "alexa, ask house band to …", "open house band".

export type Invocation =
  /** To the skill by name, in a session of its own. */
  | { readonly kind: "open"; readonly order: string }
  /** No name: goes to the session that is open; without one it is taken as if the skill had been asked. */
  | { readonly kind: "bare"; readonly order: string };

const CONNECTORS = "(?:to|for|if|whether|about|that|and|,)";

/** Splits off the wake word and the invocation phrase. An empty order of an opened skill is its launch. */
export function parseInvocation(utterance: string, invocationName: string): Invocation {
  const plain = utterance.normalize("NFC").replace(/[’‘ʼ]/gu, "'").replace(/\s+/gu, " ").trim();
  const awake = plain.replace(/^(?:(?:hey|ok|okay)[, ]+)?(?:alexa|echo|computer|amazon|ziggy)\b[,.!:]?\s*/iu, "");
  const name = invocationName.replaceAll(" ", "[ -]?");
  const polite = "(?:(?:please|can you|could you|would you)\\s+)?";
  const before = new RegExp(
    `^${polite}(?:ask|tell|have|get|make|let|open|launch|start|run|use|load|begin|talk to|speak to|go to|enable)\\s+(?:the\\s+|my\\s+)?${name}\\b\\s*[,.:]?\\s*(?:${CONNECTORS}\\s+)?(.*)$`,
    "iu",
  ).exec(awake);
  if (before) return { kind: "open", order: trimmed(before[1]) };
  const named = new RegExp(`^(?:the\\s+)?${name}\\b\\s*[,.:]?\\s*(.*)$`, "iu").exec(awake);
  if (named) return { kind: "open", order: trimmed(named[1]) };
  const after = new RegExp(`^(.+?)\\s+(?:with|using|through|from|via|by asking|on)\\s+${name}[.!?]?$`, "iu").exec(
    awake,
  );
  if (after) return { kind: "open", order: trimmed(after[1]) };
  return { kind: "bare", order: awake.trim() };
}

const trimmed = (order: string | undefined): string => (order ?? "").replace(/^[\s.!?,]+$/u, "").trim();
