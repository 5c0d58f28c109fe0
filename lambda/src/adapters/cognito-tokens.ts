// The TokenCheck port on a Cognito user pool: the token is checked here, against the pool's public keys, which are fetched
// once while the function is warm.
import { err, ok } from "@house-band/contract";
import { CognitoJwtVerifier } from "aws-jwt-verify/cognito-verifier";
import {
  FetchError,
  JwksNotAvailableInCacheError,
  JwksValidationError,
  JwtBaseError,
  WaitPeriodNotYetEndedJwkError,
} from "aws-jwt-verify/error";
import type { Fetcher } from "aws-jwt-verify/https";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { TokenCheck } from "../people-ports.ts";

/** The keys could not be had, or were none: that says nothing of the token. */
const OF_KEYS = [FetchError, JwksNotAvailableInCacheError, JwksValidationError, WaitPeriodNotYetEndedJwkError];

export type CognitoOptions = {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Absent: from AWS. */
  readonly fetcher?: Fetcher;
};

/** @throws Error where the user pool's id is none */
export function createCognitoTokens({ userPoolId, clientId, fetcher }: CognitoOptions): TokenCheck {
  const jwksCache = new SimpleJwksCache(fetcher ? { fetcher } : {});
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "access" }, { jwksCache });
  return {
    async check(token) {
      try {
        const { sub, exp } = await verifier.verify(token);
        return ok({ subject: sub, expiresAtMs: exp * 1_000 });
      } catch (error) {
        if (error instanceof JwtBaseError && !OF_KEYS.some((kind) => error instanceof kind)) return ok("refused");
        return err({
          port: "identity",
          code: "unavailable",
          retryable: true,
          message: "the user pool's keys could not be had",
        });
      }
    },
  };
}
