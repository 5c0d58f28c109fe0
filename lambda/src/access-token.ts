// The token of a linked account, as it comes in: from outside, a secret, and only handed on.

/** Login with Amazon's have 2,048 bytes at most, Cognito's about 1,000. @see Login with Amazon "Access Tokens" */
const MAX_LENGTH = 4_096;

/** Null where there is none, or none that could be one. */
export const readAccessToken = (value: unknown): string | null =>
  typeof value === "string" && value !== "" && value.length <= MAX_LENGTH ? value : null;
