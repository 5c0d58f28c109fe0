// Account linking by ask-cli. The client's secret goes by a file that only its owner can read, for as long as the call
// takes: an argument could be read by anybody on this machine. Whatever the tool says is said without it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok } from "@house-band/contract";
import * as z from "zod";
import { errorText } from "../library-errors.ts";
import type { LinkingInfo, SkillService } from "../ports.ts";
import { NOT_FOUND, readJson, type Smapi } from "./ask-output.ts";

export type AskLinking = Pick<SkillService, "linking" | "link" | "unlink">;

/** @see SMAPI "Account linking schemas", accountLinkingResponse: it never holds the secret */
const Info = z.object({
  type: z.literal("AUTH_CODE"),
  authorizationUrl: z.string(),
  accessTokenUrl: z.string(),
  accessTokenScheme: z.literal("HTTP_BASIC"),
  clientId: z.string(),
  scopes: z.array(z.string()).default([]),
});
/** Somebody else's way of linking is another one, not one that can't be read. */
const Response = z.union([Info, z.looseObject({}).transform(() => null)]);
const Answer = z.union([
  z.object({ accountLinkingResponse: Response }).transform(({ accountLinkingResponse }) => accountLinkingResponse),
  Response,
]);

const STAGE = ["--stage", "development"] as const;

export function createAskLinking(smapi: Smapi): AskLinking {
  return {
    async linking(skillId) {
      const doing = "looking how the skill links accounts";
      const said = await smapi(doing, "get-account-linking-info", "--skill-id", skillId, ...STAGE);
      if (said.ok) return readJson<LinkingInfo | null>(Answer, doing, said.value);
      return NOT_FOUND.test(said.error.what) ? ok(null) : said;
    },
    async link(skillId, info, clientSecret, { isOptional }) {
      const doing = "telling Alexa how accounts are linked";
      const request = { accountLinkingRequest: { ...info, clientSecret, skipOnEnablement: isOptional } };
      let folder: string | null = null;
      try {
        folder = await mkdtemp(join(tmpdir(), "house-band-linking-"));
        const file = join(folder, "request.json");
        await writeFile(file, JSON.stringify(request), { mode: 0o600 });
        const args = ["--skill-id", skillId, ...STAGE, "--account-linking-request", `file:${file}`];
        const said = await smapi(doing, "update-account-linking-info", ...args);
        return said.ok ? ok(undefined) : err({ ...said.error, what: without(clientSecret, said.error.what) });
      } catch (error) {
        return err({
          what: `${doing}: ${errorText(error)}`,
          todo: "make room in the temporary folder, then run the same command again",
        });
      } finally {
        if (folder !== null) await rm(folder, { recursive: true, force: true });
      }
    },
    async unlink(skillId) {
      const said = await smapi(
        "telling Alexa that no accounts are linked",
        "delete-account-linking-info",
        "--skill-id",
        skillId,
        ...STAGE,
      );
      return said.ok || NOT_FOUND.test(said.error.what) ? ok(undefined) : said;
    },
  };
}

/** As it is, and as JSON writes it. */
function without(secret: string, text: string): string {
  const written = JSON.stringify(secret).slice(1, -1);
  return text.replaceAll(secret, "…").replaceAll(written, "…");
}
