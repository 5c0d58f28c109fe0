// How the engine reaches whoever has a link: by the PCM that bluez-alsa makes of it.
import { DEFAULT_INPUT_QUEUE_MS, type LiveInputSpec, type OutputSpec } from "../../engine/protocol.ts";

/** Kept in bluez-alsa's pipe beyond the engine's cushion; counted into what a speaker's delay is told as. */
export const QUEUE_MS = 20;

/**
 * @param devicePath of BlueZ's device, such as /org/bluez/hci0/dev_00_AA_01_01_00_01
 * @see bluez-alsa doc/org.bluealsa.PCM1.7: /org/bluealsa/[hci]/dev_[address]/a2dpsrc/sink
 */
export function toOutputSpec(devicePath: string): OutputSpec {
  return { kind: "bluealsa", pcmPath: toPcmPath(devicePath), queueMs: QUEUE_MS };
}

/** Where bluez-alsa has the PCM of such a device. */
export const toPcmPath = (devicePath: string): string => `${audioPath(devicePath)}/a2dpsrc/sink`;

/**
 * Of whoever plays to the bridge.
 * @see bluez-alsa doc/org.bluealsa.PCM1.7: /org/bluealsa/[hci]/dev_[address]/a2dpsnk/source
 */
export const toInputSpec = (devicePath: string): LiveInputSpec => ({
  kind: "bluealsa",
  pcmPath: `${audioPath(devicePath)}/a2dpsnk/source`,
  queueMs: DEFAULT_INPUT_QUEUE_MS,
});

const audioPath = (devicePath: string): string => devicePath.replace(/^\/org\/bluez\//, "/org/bluealsa/");
