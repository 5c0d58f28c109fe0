// Ids derived from what Alexa sends: stable, so that a repeated request is recognised; keyed and one-way, so that
// nothing stored can be traced back to an Amazon account or device.
import { createHash, createHmac } from "node:crypto";
import { CommandId, EchoId, GroupId, SpeakerId } from "@house-band/contract";
import type { Ids, UserKey } from "../ports.ts";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MAX_ULID_MS = 2 ** 48 - 1;

/** Ids for one skill: the same user or device has other ids in another skill. */
export function createIds(skillId: string): Ids {
  return {
    userKeyOf: (userId) => userKeyOf(skillId, userId),
    echoIdOf: (deviceId) => EchoId.parse(`echo_${keyedHash(skillId, deviceId)}`),
    commandIdOf,
    groupIdOf: (commandId) => GroupId.parse(`grp_${commandId}`),
    speakerIdOf: (commandId) => SpeakerId.parse(`spk_${commandId}`),
  };
}

/** 32 hex digits of HMAC-SHA256, keyed with the skill's id. */
export function userKeyOf(skillId: string, userId: string): UserKey {
  return keyedHash(skillId, userId) as UserKey; // an Alexa user's only constructor
}

/** Of a linked account, by the id that its provider has for it; never an Alexa user's. */
export function personKeyOf(skillId: string, provider: "amazon" | "cognito", subject: string): UserKey {
  return `acct_${keyedHash(`account ${provider} ${skillId}`, subject)}` as UserKey; // an account's only constructor
}

/**
 * A ULID that is a function of the request: its 48 bits of time from the request's timestamp, its 80 bits of chance
 * from the request's id.
 * @see https://github.com/ulid/spec
 */
export function commandIdOf(requestId: string, requestedAtMs: number): CommandId {
  const sane = Number.isFinite(requestedAtMs) ? Math.min(Math.max(Math.trunc(requestedAtMs), 0), MAX_ULID_MS) : 0;
  const chance = createHash("sha256").update(requestId).digest().subarray(0, 10);
  const bits = (BigInt(sane) << 80n) | BigInt(`0x${chance.toString("hex")}`);
  return CommandId.parse(toCrockford(bits));
}

function toCrockford(bits: bigint): string {
  return Array.from({ length: 26 }, (_, place) =>
    CROCKFORD.charAt(Number((bits >> BigInt((25 - place) * 5)) & 31n)),
  ).join("");
}

function keyedHash(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex").slice(0, 32);
}
