// The programs that receivers of the home's network are, as an audit sees them. Pure.
import { RECEIVER_PROGRAMS, type ReceiverKind } from "../receivers.ts";
import { bad, fine, type Judgement } from "./finding.ts";

export type ReceiverSeen = {
  readonly kind: ReceiverKind;
  /** What it says of its version; null where it is not installed. */
  readonly version: string | null;
  /** Units that run now, as systemd names them, without `.service`. */
  readonly running: readonly string[];
};

/** Is it there, is nobody in its way, and can it be found? */
export function judgeReceiver({ kind, version, running }: ReceiverSeen): Judgement {
  const { command, install } = RECEIVER_PROGRAMS[kind];
  if (version === null) return bad(`${command} is not installed`, install);
  if (running.includes(command)) {
    return bad(
      `Debian's own service ${command} runs, too, and holds the port`,
      `sudo systemctl disable --now ${command}`,
    );
  }
  if (kind === "airplay" && !running.includes("avahi-daemon")) {
    return bad("avahi-daemon does not run: nobody finds the bridge", "sudo systemctl enable --now avahi-daemon");
  }
  return fine(version.trim().split("\n")[0]?.slice(0, 60) ?? command);
}
