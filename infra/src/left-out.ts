// What the libraries of the functions' bundle bring along and a Lambda never runs, with the reason for each.
// Whoever calls one of them all the same gets an error that names it.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** The DynamoDB client makes one, and asks it only where a table's address has to be discovered. */
const ENDPOINT_CACHE = "mnemonist/lru-cache";

const CREDENTIALS = "a function's credentials come from its environment";

const LEFT_OUT: Readonly<Record<string, string>> = {
  "@aws-sdk/credential-provider-http": CREDENTIALS,
  "@aws-sdk/credential-provider-ini": CREDENTIALS,
  "@aws-sdk/credential-provider-process": CREDENTIALS,
  "@aws-sdk/credential-provider-sso": CREDENTIALS,
  "@aws-sdk/credential-provider-web-identity": CREDENTIALS,
  "@smithy/credential-provider-imds": CREDENTIALS,
  "@smithy/core/event-streams": "no call that is made here streams events",
  [ENDPOINT_CACHE]: "a region's address is known",
  bowser: "it reads the name of a browser",
};

/** The Alexa SDK needs it to exist, and to be made only where an API client is configured, which none is. */
const SERVICE_CLIENTS = "ask-sdk-model";

/** Keeps them out: without this the bundle is half as large again. */
export const leaveOut: Plugin = {
  name: "leave-out",
  setup(build) {
    build.onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) => {
      const isLeftOut = Object.hasOwn(LEFT_OUT, path) || (path === SERVICE_CLIENTS && kind === "require-call");
      return isLeftOut ? { path, namespace: "left-out" } : undefined;
    });
    // libraries read their own version there, and nothing else
    build.onLoad({ filter: /node_modules.*\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string }; // as every package has one
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
    build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({ contents: toModule(path), loader: "js" }));
  },
};

function toModule(path: string): string {
  const reason = LEFT_OUT[path] ?? "the skill has no Alexa API client";
  const refuse = `throw new Error(${JSON.stringify(`${path} is not in this bundle: ${reason}`)});`;
  if (path === ENDPOINT_CACHE) return `module.exports = class { has() { ${refuse} } set() { ${refuse} } };`;
  if (path !== SERVICE_CLIENTS) return refuse;
  return `exports.services = { ServiceClientFactory: class { constructor() { ${refuse} } } };`;
}
