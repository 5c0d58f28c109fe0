// The settings that shairport-sync is started with. Pure.
// @see shairport-sync's sample shairport-sync.conf, 3.3.8 and 4.3

export type ShairportSettings = {
  /** Under which devices see it. */
  readonly name: string;
  /** TCP, for the sessions. */
  readonly port: number;
  readonly audioPipe: string;
  readonly metadataPipe: string;
};

/** UDP: of the audio, its control and its timing, the first that are free from here on. */
export const AIRPLAY_UDP_BASE = 6_001;
const AIRPLAY_UDP_COUNT = 10;

/**
 * A device sends about two seconds ahead of when it wants to be heard. Half of that is taken off: what is left is
 * plenty for packets that have to be sent again, and people wait for the sound half as long. The engine's own queue
 * comes on top.
 */
const SOONER_SECONDS = 1.0;
/** Written that much ahead: an engine that was busy finds it in the pipe. */
const AHEAD_SECONDS = 0.15;
/** A device that has left without a word frees the bridge for the next one. */
const GONE_AFTER_SECONDS = 20;

/** The file's text. */
export function toShairportConfig({ name, port, audioPipe, metadataPipe }: ShairportSettings): string {
  return `// Written by House Band at every start: see "inputs" in its settings.
general = {
  name = ${quoted(name)};
  port = ${port};
  udp_port_base = ${AIRPLAY_UDP_BASE};
  udp_port_range = ${AIRPLAY_UDP_COUNT};
  output_backend = "pipe";
  mdns_backend = "avahi";
  audio_backend_latency_offset_in_seconds = ${(-SOONER_SECONDS).toFixed(2)};
  audio_backend_buffer_desired_length_in_seconds = ${AHEAD_SECONDS.toFixed(2)};
};
sessioncontrol = { session_timeout = ${GONE_AFTER_SECONDS}; allow_session_interruption = "yes"; };
pipe = { name = ${quoted(audioPipe)}; };
metadata = { enabled = "yes"; include_cover_art = "no"; cover_art_cache_directory = ""; pipe_name = ${quoted(metadataPipe)}; };
diagnostics = { log_output_to = "stderr"; log_show_time_since_last_message = "no"; log_show_file_and_line = "no"; };
`;
}

/** As libconfig reads a string. A percent sign would be replaced by what it stands for. */
const quoted = (text: string): string => `"${text.replace(/["\\]/gu, "\\$&").replace(/[\p{Cc}%]/gu, " ")}"`;
