// `house-band claim`: shows a code and what to say with it, asks whether whoever has said it may come in, and ends when
// that is decided. `house-band reset-owner`: nobody's account plays here any more.
import { assertNever, type ClaimPurpose, type ClaimRefusal, spacedClaimCode } from "@house-band/contract";
import type { ClaimView } from "../control/claim-views.ts";
import type { ClaimClient, Client } from "./client.ts";
import { pause } from "./in-window.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

const LOOK_EVERY_MS = 500;

type Parts = { readonly client: Client; readonly terminal: Terminal; readonly dialogue: Dialogue };

/** @param interrupted the code is called off when it fires. @returns the exit code */
export async function claim(
  purpose: ClaimPurpose,
  { client: { claims }, terminal, dialogue }: Parts,
  interrupted: AbortSignal,
): Promise<number> {
  if (!dialogue.isThere) {
    terminal.err("claiming asks somebody at the bridge, and nobody is there: run it in a terminal");
    return EXIT.usage;
  }
  const made = await claims.offer(purpose);
  if (!made.ok) return complain(made.error, terminal);
  if (made.value.state === "offered") tellCode(made.value, purpose, terminal);
  for (let view: ClaimView = made.value; ; ) {
    if (interrupted.aborted) return callOff(claims, terminal);
    const next =
      view.state === "asked" ? await askAbout(claims, view, dialogue, interrupted) : await look(claims, interrupted);
    if (next === "interrupted") continue;
    if (!next.ok) return complain(next.error, terminal);
    view = next.value;
    const code = end(view, terminal);
    if (code !== null) return code;
  }
}

/** Tells what the claim has come to. @returns the exit code; null where it goes on */
function end(view: ClaimView, to: Terminal): number | null {
  if (view.state === "offered" || view.state === "asked" || view.state === "waiting") return null;
  const code = view.state === "claimed" ? EXIT.done : EXIT.notDone;
  if (to.json) to.out(JSON.stringify(view, null, 2));
  else (code === EXIT.done ? to.out : to.err)(toEnd(view));
  return code;
}

function tellCode(
  { code, leftMs }: Extract<ClaimView, { state: "offered" }>,
  purpose: ClaimPurpose,
  { err }: Terminal,
): void {
  const spoken = [...code].join(" ");
  err(`Code: ${spacedClaimCode(code)}    good for ${Math.round(leftMs / 60_000)} minutes, and for one person`);
  err(`Say: Alexa, ask House Band to claim my home with code ${spoken}`);
  err(purpose === "join" ? "Whoever plays here already stays. Ctrl-C calls it off." : "Ctrl-C calls it off.");
}

/** Alexa tells whoever said the code a number: only they can know it. */
async function askAbout(
  claims: ClaimClient,
  { claimId, number }: Extract<ClaimView, { state: "asked" }>,
  dialogue: Dialogue,
  interrupted: AbortSignal,
) {
  const said = await dialogue.ask(
    `Somebody with an Alexa account wants to play here. Did Alexa say the number ${number} to you; allow? [y/N] `,
    interrupted,
  );
  return claims.answer({ claimId, isAllowed: /^y/iu.test(said?.trim() ?? "") });
}

async function look(claims: ClaimClient, interrupted: AbortSignal) {
  await pause(LOOK_EVERY_MS, interrupted);
  return interrupted.aborted ? "interrupted" : claims.view();
}

async function callOff(claims: ClaimClient, terminal: Terminal): Promise<number> {
  const cancelled = await claims.cancel();
  if (!cancelled.ok) return complain(cancelled.error, terminal);
  if (cancelled.value.state === "claimed") return end(cancelled.value, terminal) ?? EXIT.done; // the yes was first
  terminal.err("Called off: the code works no more.");
  return EXIT.notDone;
}

function toEnd(view: Extract<ClaimView, { state: "none" | "refused" | "over" | "claimed" }>): string {
  switch (view.state) {
    case "claimed":
      return view.people === 1
        ? "Done: that Alexa account plays here now. Try: Alexa, ask House Band to play music"
        : `Done: ${view.people} Alexa accounts play here now.`;
    case "refused":
      return `not done: ${REFUSALS[view.reason]}`;
    case "over":
      return "Nobody was let in, and the code works no more. Begin again: house-band claim";
    case "none":
      return "the bridge has started again meanwhile, and knows of no code. Begin again: house-band claim";
    default:
      return assertNever(view);
  }
}

const REFUSALS = {
  owned:
    "somebody's Alexa account plays here already. One more person: house-band claim --join. A new owner: house-band reset-owner first",
  "not-owned": "nobody's Alexa account plays here yet: house-band claim, without --join",
  "too-many-codes": "other bridges of this cloud show codes now: try again in ten minutes",
  "home-full": "as many Alexa accounts play here as may: house-band reset-owner takes all of them out",
} as const satisfies Record<ClaimRefusal, string>;

/** @param isSure somebody has said so with the command. @returns the exit code */
export async function resetOwner(isSure: boolean, { client, terminal, dialogue }: Parts): Promise<number> {
  const question = "Nobody's Alexa account will play here any more, yours included. Are you sure? [y/N] ";
  const said = isSure ? "y" : await dialogue.ask(question);
  if (said === null || !/^y/iu.test(said.trim())) {
    terminal.err("Nothing was changed. In a script: house-band reset-owner --yes");
    return said === null ? EXIT.usage : EXIT.notDone;
  }
  const reset = await client.claims.reset();
  if (!reset.ok) return complain(reset.error, terminal);
  const { people } = reset.value;
  if (terminal.json) terminal.out(JSON.stringify(reset.value, null, 2));
  else {
    const who =
      people === 0
        ? "No Alexa account was linked"
        : `${people} Alexa account${people === 1 ? " was" : "s were"} unlinked`;
    terminal.out(`Done: ${who}. The bridge keeps its speakers; house-band claim links somebody.`);
  }
  return EXIT.done;
}
