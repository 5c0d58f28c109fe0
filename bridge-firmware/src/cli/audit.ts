// `house-band audit`: what to look at comes from the bridge's settings, where it has any.
import type { Result } from "@house-band/contract";
import { DEFAULT_VOICE } from "../announcer-port.ts";
import { renderAudit } from "../audit/render-audit.ts";
import { type AuditSettings, runAudit, type Tools } from "../audit/run-audit.ts";
import type { DaemonConfig } from "../config.ts";
import { RECEIVER_KINDS, RECEIVER_PROGRAMS } from "../receivers.ts";
import { EXIT, type Terminal } from "./run-command.ts";

/** A machine without a bridge on it can be looked at, too. */
const DEFAULTS: AuditSettings = { dataDirectory: "/var/lib", cloud: null, speech: DEFAULT_VOICE, receivers: [] };

/** Looks, prints, and ends with 1 where something fails. */
export async function showAudit(
  tools: Tools,
  config: Result<DaemonConfig, string>,
  terminal: Terminal,
): Promise<number> {
  if (!config.ok) terminal.err(`the bridge's settings: ${config.error}\n`);
  const findings = await runAudit(tools, config.ok ? toSettings(config.value) : DEFAULTS);
  if (terminal.json) terminal.out(JSON.stringify(findings, null, 2));
  else for (const line of renderAudit(findings)) terminal.out(line);
  return findings.some(({ verdict }) => verdict === "fail") ? EXIT.notDone : EXIT.done;
}

function toSettings({ dataDirectory, cloud, rotateAfterDays, speech, inputs }: DaemonConfig): AuditSettings {
  const receivers = RECEIVER_KINDS.filter((kind) => inputs[kind].receiver === "on").map((kind) => ({
    kind,
    command: kind === "spotify" ? inputs.spotify.program : RECEIVER_PROGRAMS[kind].command,
  }));
  if (!cloud) return { dataDirectory, cloud: null, rotateAfterDays, speech, receivers };
  const { hostname, port } = new URL(cloud.url);
  return { dataDirectory, speech, cloud: { host: hostname, port: Number(port) || 8_883 }, receivers };
}
