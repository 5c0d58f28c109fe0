// Who is changing this bridge's identity: one at a time, whether it is enrolled or gets another certificate.

export type IdentityLock = { isHeld: boolean };

export const UNDER_WAY = "this bridge's identity is being changed already: wait a minute, then see house-band status";
