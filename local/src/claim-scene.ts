// The bridge's side of claiming, at the prompt: this home is claimed already, and one more account may come in by a code,
// as `house-band claim --join` has it on a box.
import type { ClaimDesk } from "@house-band/bridge-firmware/cloud/claim-desk";
import { spacedClaimCode } from "@house-band/contract";

/** @returns lines to print; null where the words are for the Echo */
export async function atTheBridge(claims: ClaimDesk, line: string): Promise<readonly string[] | null> {
  switch (line.toLowerCase()) {
    case "claim":
      return makeCode(claims);
    case "allow":
      return decide(claims, true);
    case "refuse":
      return decide(claims, false);
    default:
      return null;
  }
}

async function makeCode(claims: ClaimDesk): Promise<readonly string[]> {
  const made = await claims.offer("join");
  if (!made.ok) return [`the bridge could make no code (${made.error.code}): try again`];
  const { code, news, leftMs } = made.value;
  if (news?.state !== "offered") return [`the cloud took no code (${news?.state ?? "no answer"}): try again`];
  return [
    "This home is claimed already, by this Echo's account; a code lets one more account in.",
    `Code: ${spacedClaimCode(code)}    good for ${Math.round(leftMs / 60_000)} minutes`,
    `Say: claim my home with code ${[...code].join(" ")}    then type allow, or refuse`,
  ];
}

async function decide(claims: ClaimDesk, isAllowed: boolean): Promise<readonly string[]> {
  const now = claims.now();
  if (now?.news?.state !== "asked") return ["nobody asks to be let in: claim shows a code, and somebody has to say it"];
  const answered = await claims.answer(now.claimId, isAllowed);
  if (!answered.ok) return [`the cloud was not told (${answered.error.code}): try again`];
  if (answered.value.state !== "claimed") return ["nobody was let in, and the code works no more"];
  const { people } = answered.value;
  return [`done: ${people} Alexa account${people === 1 ? " plays" : "s play"} here now`];
}
