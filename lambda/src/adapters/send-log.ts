// The BridgeLink port with a line in the log for every command that is sent: when it left, and what is known of its arrival.
import type { BridgeLink, Clock, Log } from "../ports.ts";

/** Sends by this link. */
export function withSendLog(
  link: BridgeLink,
  { clock, log }: { readonly clock: Pick<Clock, "epochMs">; readonly log: Log },
): BridgeLink {
  return {
    ...link,
    async send(thing, command, signal) {
      const sentAtMs = clock.epochMs();
      const sent = await link.send(thing, command, signal);
      const delivery = sent.ok ? sent.value : `failed: ${sent.error.code}`;
      log.info({ commandId: command.id, thing, seq: command.seq, sentAtMs, delivery }, "command sent");
      return sent;
    },
  };
}
