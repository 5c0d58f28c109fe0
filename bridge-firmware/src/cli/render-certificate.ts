// What the command line says of the bridge's certificate. Pure.
import type { CertificateView } from "../control/views.ts";
import { renderDuration } from "../text/duration.ts";

/** How old it is, when it is changed, and what went wrong with that. */
export function renderCertificate({ ageSeconds, nextInSeconds, fault }: CertificateView): string {
  const age = `made ${renderDuration(ageSeconds)} ago`;
  const next = nextInSeconds <= 0 ? "as soon as nothing is in the way" : `in ${renderDuration(nextInSeconds)}`;
  if (fault === null) return `${age}; changed by itself ${next}`;
  return `${age}; the last try to change it failed, and it is tried again ${next}: ${fault}`;
}
