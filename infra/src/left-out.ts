// What the libraries of the functions' bundle bring along and a Lambda never runs, with the reason for each.
// Whoever calls one of them all the same gets an error that names it.
import type { Plugin } from "esbuild";

const CREDENTIALS = "a function's credentials come from its environment";

const LEFT_OUT: Readonly<Record<string, string>> = {
  "@aws-sdk/credential-provider-http": CREDENTIALS,
  "@aws-sdk/credential-provider-ini": CREDENTIALS,
  "@aws-sdk/credential-provider-process": CREDENTIALS,
  "@aws-sdk/credential-provider-sso": CREDENTIALS,
  "@aws-sdk/credential-provider-web-identity": CREDENTIALS,
  "@smithy/credential-provider-imds": CREDENTIALS,
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
    build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({ contents: toModule(path), loader: "js" }));
  },
};

function toModule(path: string): string {
  const reason = LEFT_OUT[path] ?? "the skill has no Alexa API client";
  const refuse = `throw new Error(${JSON.stringify(`${path} is not in this bundle: ${reason}`)});`;
  if (path !== SERVICE_CLIENTS) return refuse;
  return `exports.services = { ServiceClientFactory: class { constructor() { ${refuse} } } };`;
}
