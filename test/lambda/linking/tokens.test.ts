// Whose token it is: by Login with Amazon, with its stand-in, and by a user pool's keys, with keys of our own.
import { createSign, generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAmazonTokens } from "../../../lambda/src/adapters/amazon-tokens.ts";
import { createCognitoTokens } from "../../../lambda/src/adapters/cognito-tokens.ts";
import { listenOnLoopback } from "../../../local/src/loopback.ts";
import { type LoginStandIn, startLoginStandIn } from "../../../local/src/stack/login-stand-in.ts";

const signal = new AbortController().signal;
const SUBJECT = "amzn1.account.K2LI23KL2LK2";

describe("Login with Amazon", () => {
  let login: LoginStandIn;
  beforeAll(async () => {
    login = await startLoginStandIn();
  });
  afterAll(() => login.close());
  const tokensAt = (url: string, clientId = login.clientId) =>
    createAmazonTokens({ clientId, url, epochMs: () => Date.now() });
  const check = (token: string) => tokensAt(login.url).check(token, signal);

  it("says whose token it is, and how long it is good", async () => {
    const checked = await check(login.signIn(SUBJECT));
    expect(checked).toMatchObject({ ok: true, value: { subject: SUBJECT } });
    const value = checked.ok && checked.value !== "refused" ? checked.value : null;
    const leftMs = (value?.expiresAtMs ?? 0) - Date.now();
    expect(leftMs).toBeGreaterThan(3_500_000);
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
  });

  it.each<[string, () => string]>([
    [
      "of another app, however good it is",
      () => login.signIn(SUBJECT, { clientId: "amzn1.application-oa2-client.other" }),
    ],
    ["that is made up", () => "Atza|made-up"],
    ["that has expired", () => login.signIn(SUBJECT, { validMs: -1 })],
    ["with letters that mean something in an address", () => "a&access_token=b#c/../d?e"],
    [
      "that was taken back",
      () => {
        const token = login.signIn(SUBJECT);
        login.revoke(token);
        return token;
      },
    ],
  ])("refuses a token %s", async (_name, make) => {
    expect(await check(make())).toEqual({ ok: true, value: "refused" });
  });

  it("out of reach, or out of order, says nothing of the token, and the fault does not hold it", async () => {
    const token = login.signIn(SUBJECT);
    login.setReachable(false);
    const broken = await check(token);
    login.setReachable(true);
    const away = await tokensAt("http://127.0.0.1:9").check(token, signal);
    const aborted = await tokensAt(login.url).check(token, AbortSignal.abort());
    for (const [one, code] of [
      [broken, "unavailable"],
      [away, "unavailable"],
      [aborted, "timeout"],
    ] as const) {
      expect(one).toMatchObject({ ok: false, error: { port: "identity", code } });
      expect(JSON.stringify(one)).not.toContain(token.split("|")[1]);
      expect(one).not.toHaveProperty("error.cause");
    }
  });

  it.each<[string, (path: string) => { readonly status?: number; readonly body: string; readonly to?: string }]>([
    ["no JSON", () => ({ body: "<html>" })],
    ["another shape", () => ({ body: '{"aud":7}' })],
    ["two people", (path) => ({ body: JSON.stringify({ aud: "us", exp: 60, user_id: `of ${path}` }) })],
    [
      "more than it should",
      () => ({ body: JSON.stringify({ aud: "us", exp: 60, user_id: "a", x: "y".repeat(50_000) }) }),
    ],
    ["nobody", () => ({ body: '{"aud":"us","exp":60,"user_id":""}' })],
    ["a way to somewhere else", () => ({ status: 302, body: "", to: "http://127.0.0.1:9/" })],
  ])("that answers %s is not believed", async (_name, answer) => {
    const server = createServer(({ url = "" }, response) => {
      const { status = 200, body, to } = answer(new URL(url, "http://x").pathname);
      response.writeHead(status, to ? { location: to } : {}).end(body);
    });
    const port = await listenOnLoopback(server);
    expect(await tokensAt(`http://127.0.0.1:${port}`, "us").check("token", signal)).toMatchObject({
      ok: false,
      error: { port: "identity" },
    });
    server.closeAllConnections();
    server.close();
  });
});

describe("a user pool", () => {
  const POOL = "eu-west-1_AbCdEfGhI";
  const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] };
  const nowS = Math.floor(Date.now() / 1_000);
  const claims = { sub: "a-user", iss: ISSUER, client_id: "ours", token_use: "access", exp: nowS + 3_600, iat: nowS };

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  function sign(payload: object, key = privateKey, header: object = { alg: "RS256", kid: "one" }): string {
    const text = `${encode(header)}.${encode(payload)}`;
    return `${text}.${createSign("RSA-SHA256").update(text).sign(key).toString("base64url")}`;
  }
  function open({ isAway = false } = {}) {
    const fetched: string[] = [];
    const fetcher = {
      async fetch(uri: string): Promise<ArrayBuffer> {
        fetched.push(uri);
        if (isAway) throw new Error("away");
        return new TextEncoder().encode(JSON.stringify(jwks)).buffer;
      },
    };
    return { fetched, tokens: createCognitoTokens({ userPoolId: POOL, clientId: "ours", fetcher }) };
  }

  it("says whose token it is, and how long it is good, and its keys are fetched once", async () => {
    const { tokens, fetched } = open();
    const good = { ok: true, value: { subject: "a-user", expiresAtMs: (nowS + 3_600) * 1_000 } };
    expect(await tokens.check(sign(claims), signal)).toEqual(good);
    expect(await tokens.check(sign(claims), signal)).toEqual(good);
    expect(fetched).toEqual([`${ISSUER}/.well-known/jwks.json`]);
  });

  it.each<[string, string]>([
    ["of another app", sign({ ...claims, client_id: "theirs" })],
    ["of another pool", sign({ ...claims, iss: `${ISSUER}X` })],
    ["that is for showing who somebody is", sign({ ...claims, token_use: "id", aud: "ours" })],
    ["that has expired", sign({ ...claims, exp: nowS - 1 })],
    ["that somebody else has signed", sign(claims, stranger.privateKey)],
    ["that nobody has signed", `${encode({ alg: "none", kid: "one" })}.${encode(claims)}.`],
    ["of a key that it does not know", sign(claims, privateKey, { alg: "RS256", kid: "two" })],
    ["that is none", "Atza|something"],
  ])("refuses a token %s", async (_name, token) => {
    expect(await open().tokens.check(token, signal)).toEqual({ ok: true, value: "refused" });
  });

  it("whose keys are out of reach says nothing of the token", async () => {
    const token = sign(claims);
    const { tokens } = open({ isAway: true });
    for (let times = 0; times < 2; times += 1) {
      const checked = await tokens.check(token, signal);
      expect(checked).toMatchObject({ ok: false, error: { port: "identity", code: "unavailable" } });
      expect(JSON.stringify(checked)).not.toContain(token);
    }
  });
});
