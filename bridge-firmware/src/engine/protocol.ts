// What the daemon and the engine say to each other, one JSON object a line: requests down, events up.
// The engine knows outputs and zones; it knows nothing of Bluetooth, homes, names or Alexa.
import { Channel, LatencyMs, Tone, VolumePercent, ZoneId } from "@house-band/contract";
import * as z from "zod/mini";

/** An output's id is its speaker's id: one speaker, one output. */
export const OutputId = z.string().check(z.minLength(1), z.maxLength(64));
export type OutputId = z.infer<typeof OutputId>;

/** The engine's own rate and width: every source is brought to it, every output starts from it. */
export const ENGINE_RATE_HZ = 48_000;
export const BLOCK_FRAMES = 480;

/**
 * How far ahead of what sounds every output is written to: as long as the loop may come late without a gap. A change of
 * volume, a pause and a stop are heard that much later. What a Bluetooth speaker's pipe holds bounds it.
 */
export const WriteAheadMs = z.int().check(z.gte(30), z.lte(250), z.multipleOf(10));
export const DEFAULT_WRITE_AHEAD_MS = 30;

/** Kept in the device's queue beyond what the engine writes ahead, so its sound is this much later. */
const QueueMs = z.number().check(z.gte(0), z.lte(500));

/** From `probing` to a schedule's time 0, which is when what it plays first is written. */
export const PROBES_BEGIN_AFTER_MS = 500;

/** What the test tone is, for whoever listens for it. */
export const TEST_TONE_HZ = 1_000;

/** Kept in hand of what somebody plays to this machine, unless the settings say otherwise: packets that are sent again come that late. */
export const DEFAULT_INPUT_QUEUE_MS = 100;

/** What has to be done so that a speaker's amplifier is open when it shall sound. It hears a tone that people don't. */
export const Wake = z.object({
  /** Before the first sound of a stream that was idle, so that nothing of it is lost. */
  leadInMs: z.number().check(z.gte(0), z.lte(3_000)),
  /** After its last sound, or since it was opened. 0: it may fall asleep. */
  keepAwakeMs: z.number().check(z.gte(0), z.lte(86_400_000)),
});
export type Wake = z.infer<typeof Wake>;

/** A speaker's PCM, in which the bridge is the A2DP source. @see bluez-alsa `ba-transport.c` ba_dbus_path */
const SPEAKER_PCM = /^\/org\/bluealsa\/hci\d{1,3}\/dev(_[0-9A-F]{2}){6}\/a2dpsrc\/sink$/;
const SPEAKER_PCM_LOOKS_LIKE =
  "a speaker's PCM at bluez-alsa looks like /org/bluealsa/hci0/dev_00_11_22_AA_BB_CC/a2dpsrc/sink";

/** The PCM of somebody who plays to the bridge, in which it is the A2DP sink. */
const SENDER_PCM = /^\/org\/bluealsa\/hci\d{1,3}\/dev(_[0-9A-F]{2}){6}\/a2dpsnk\/source$/;
const SENDER_PCM_LOOKS_LIKE =
  "a sender's PCM at bluez-alsa looks like /org/bluealsa/hci0/dev_00_11_22_AA_BB_CC/a2dpsnk/source";

/** Where an output's samples go. */
export const OutputSpec = z.discriminatedUnion("kind", [
  /** A file, as if it were a perfect speaker. */
  z.object({ kind: z.literal("wav"), path: z.string() }),
  /** A speaker that exists in software: what leaves its cone is recorded on the engine's common timeline. */
  z.object({
    kind: z.literal("emulated"),
    /** What really passes between a sample's write and its sound; the engine is never told. */
    actualLatencyMs: LatencyMs,
    /** Each new link's latency differs from the actual one by up to this much, either way. */
    jitterMs: z.number().check(z.gte(0), z.lte(500)),
    /** Makes the jitter of a run repeatable. */
    seed: z.int(),
    /** How loud it is for what it is given, against the loudest there are. Absent: it is one of these. */
    sensitivityDb: z.optional(z.number().check(z.gte(-40), z.lte(0))),
    /** Absent: nothing is recorded. */
    recordPath: z.optional(z.string()),
    /** Absent: it is always awake. */
    wake: z.optional(Wake),
    /** How much slower than the engine's its clock runs, in parts in a million: its latency grows by as much. Absent: 0. */
    driftPpm: z.optional(z.number().check(z.gte(-500), z.lte(500))),
  }),
  /** A wired device, or whatever else ALSA calls a PCM. */
  z.object({
    kind: z.literal("alsa"),
    device: z.string().check(z.minLength(1), z.maxLength(200)),
    queueMs: QueueMs,
  }),
  /** A Bluetooth speaker that bluez-alsa has connected. @see bluez-alsa `org.bluealsa.PCM1` */
  z.object({
    kind: z.literal("bluealsa"),
    pcmPath: z.string().check(z.regex(SPEAKER_PCM, { error: SPEAKER_PCM_LOOKS_LIKE })),
    queueMs: QueueMs,
    wake: z.optional(Wake),
  }),
  /** A named pipe that another program reads at the pace of sound: 16-bit stereo at the engine's rate, no header. */
  z.object({ kind: z.literal("pipe"), path: z.string().check(z.startsWith("/")) }),
]);
export type OutputSpec = z.infer<typeof OutputSpec>;

export const Track = z.object({
  path: z.string(),
  title: z.string(),
  artist: z.optional(z.string()),
  /** A stream that is being made now: it has no beginning to go back to, and its title changes. */
  live: z.optional(z.boolean()),
  /** Strangers have named it: nothing of the home's own network is opened for it, whatever else is allowed. */
  isStrangers: z.optional(z.boolean()),
});
export type Track = z.infer<typeof Track>;

const tracks = {
  tracks: z.array(Track).check(z.minLength(1)),
  startIndex: z.int().check(z.gte(0)),
  startMs: z.number().check(z.gte(0)),
};

/** A live input's id is its sender's: one sender, one input. */
export const InputId = z.string().check(z.minLength(1), z.maxLength(64));
export type InputId = z.infer<typeof InputId>;

/**
 * Where a live input's samples come from. `queueMs` of them are kept in hand against pieces that come late: its sound is
 * this much later.
 */
export const LiveInputSpec = z.discriminatedUnion("kind", [
  /** A phone or an Echo that bluez-alsa receives. @see bluez-alsa `org.bluealsa.PCM1` */
  z.object({
    kind: z.literal("bluealsa"),
    pcmPath: z.string().check(z.regex(SENDER_PCM, { error: SENDER_PCM_LOOKS_LIKE })),
    queueMs: QueueMs,
  }),
  /**
   * A named pipe that another program writes PCM to, without a header. It may come and go; the pipe must be there. Where
   * nothing listens nobody reads: what is in the pipe then is not new any more.
   */
  z.object({
    kind: z.literal("pipe"),
    path: z.string().check(z.startsWith("/")),
    format: z.enum(["S16_LE", "S24_3LE", "S24_LE", "S32_LE"]),
    rateHz: z.int().check(z.gte(8_000), z.lte(ENGINE_RATE_HZ)),
    channels: z.union([z.literal(1), z.literal(2)]),
    /**
     * `writer`: it writes at the pace of sound, and whatever has come is taken. `reader`: it writes as fast as somebody
     * takes, and no more is taken than sounds.
     */
    pacedBy: z.enum(["writer", "reader"]),
    queueMs: QueueMs,
  }),
  /** A line input, or whatever else ALSA calls a PCM to be captured: as `arecord -L` lists it. */
  z.object({
    kind: z.literal("alsa"),
    device: z.string().check(z.minLength(1), z.maxLength(200)),
    queueMs: QueueMs,
  }),
  /** A sender that exists in software: it plays a file over and over, by a clock of its own, while it is told to. */
  z.object({
    kind: z.literal("emulated"),
    path: z.string(),
    /** How much faster than the engine's its clock runs, in parts in a million. */
    driftPpm: z.number().check(z.gte(-500), z.lte(500)),
    queueMs: QueueMs,
  }),
]);
export type LiveInputSpec = z.infer<typeof LiveInputSpec>;

/** What a zone plays. */
export const ZoneInput = z.discriminatedUnion("kind", [
  /**
   * Decoded by the engine, off the audio loop, in a worker of the zone's own. A path like `sound:metronome` is no file: the
   * engine makes that sound itself, without end (input/built-in-sounds.ts).
   */
  z.object({ kind: z.literal("files"), ...tracks }),
  /**
   * Decoded by another player, which writes float32 stereo at the engine's rate into a named pipe, one track at a time:
   * the engine says which by `track-wanted`, and takes no faster than it plays. The pipe must be there.
   */
  z.object({ kind: z.literal("pipe"), path: z.string(), ...tracks }),
  /**
   * What somebody plays to this machine now, brought to the engine's clock: one track, which has no end. While nothing
   * comes the zone is silent, and goes on when something does. Paused, it misses what comes meanwhile.
   */
  z.object({ kind: z.literal("live"), input: InputId, spec: LiveInputSpec, ...tracks }),
]);
export type ZoneInput = z.infer<typeof ZoneInput>;

/** Counts what a zone has wanted of its pipe's writer: an answer to an older wish is late. */
const Turn = z.int().check(z.gte(1));

/** How a track in a pipe came to its end. */
export const PipeEnd = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ended") }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
  /** The writer was lost in the middle: the same track is wanted again, from where it broke off. */
  z.object({ kind: z.literal("cut-off") }),
]);
export type PipeEnd = z.infer<typeof PipeEnd>;

/** One speaker of a zone: how it plays. `latencyMs` is the best known time from write to sound. */
export const ZoneMember = z.object({
  output: OutputId,
  channel: Channel,
  volumePercent: VolumePercent,
  muted: z.boolean(),
  latencyMs: LatencyMs,
});
export type ZoneMember = z.infer<typeof ZoneMember>;

/** One schedule of probes. */
const ProbesId = z.string().check(z.minLength(1), z.maxLength(64));

/** `atMs`: when it begins, counted from the schedule's time 0. Probes of one output must not overlap. */
const Probe = z.object({
  output: OutputId,
  atMs: z.number().check(z.gte(0), z.lte(600_000)),
  volumePercent: VolumePercent,
});

export const EngineRequest = z.discriminatedUnion("kind", [
  /** {@link DEFAULT_WRITE_AHEAD_MS} until it is told; before the outputs that it is for are opened. */
  z.object({ kind: z.literal("set-write-ahead"), writeAheadMs: WriteAheadMs }),
  /** Without a tone it plays as it was built. */
  z.object({ kind: z.literal("open-output"), output: OutputId, spec: OutputSpec, tone: z.optional(Tone) }),
  /** Leaves its zone, if any, and lets go of the device. */
  z.object({ kind: z.literal("close-output"), output: OutputId }),
  /** All members start together, on the same sample. */
  z.object({
    kind: z.literal("open-zone"),
    zone: ZoneId,
    input: ZoneInput,
    paused: z.boolean(),
    members: z.array(ZoneMember),
  }),
  /**
   * A sound file, over whatever these outputs play, which steps back meanwhile and is then exactly as it was. It is heard as
   * a zone's music is, all members together on the same sample, and told of as a zone is: `zone-started` once its first sound
   * was written, `zone-ended` when all of it has been heard. Speakers that play nothing play it alone.
   */
  z.object({
    kind: z.literal("announce"),
    zone: ZoneId,
    path: z.string(),
    members: z.array(ZoneMember).check(z.minLength(1)),
  }),
  z.object({ kind: z.literal("close-zone"), zone: ZoneId }),
  z.object({ kind: z.literal("pause-zone"), zone: ZoneId }),
  z.object({ kind: z.literal("resume-zone"), zone: ZoneId }),
  /** +1 the next track, −1 the previous one (or this one again, when it has played for more than three seconds). */
  z.object({ kind: z.literal("skip"), zone: ZoneId, by: z.int() }),
  /** Joins a running zone aligned with those already there; a member of another zone leaves that one. */
  z.object({ kind: z.literal("join"), zone: ZoneId, member: ZoneMember }),
  z.object({ kind: z.literal("leave"), output: OutputId }),
  z.object({ kind: z.literal("set-channel"), output: OutputId, channel: Channel }),
  /** A ramp, never a step. */
  z.object({ kind: z.literal("set-volume"), output: OutputId, volumePercent: VolumePercent, muted: z.boolean() }),
  /** What it plays falls silent in so long, evenly to the ear; its next `set-volume` ends that. */
  z.object({ kind: z.literal("fade-out"), output: OutputId, overMs: z.number().check(z.gte(0), z.lte(600_000)) }),
  /** In a glide, never a step; its limiter works by itself and puts nobody out of time. */
  z.object({ kind: z.literal("set-tone"), output: OutputId, tone: Tone }),
  /** Its chime, over whatever it plays and as loud as this volume makes it; `chimed` when all of it was written. */
  z.object({ kind: z.literal("chime"), output: OutputId, volumePercent: VolumePercent }),
  /**
   * Plays probes for a microphone, on a schedule that all their outputs have in common: each leaves the engine at its moment,
   * exact to the sample, as music does for a speaker that needs no time from write to sound. What a speaker does need is not
   * made up for, since it is what is measured. Over whatever plays, which steps back, or in silence.
   *
   * Time 0 is written 500 ms after `probing`, which waits until all outputs are open and awake. From then on they stream without a
   * pause until the last probe is written. The schedule ends early, with its reason, where it would not tell the truth any
   * more: an output fails, is closed, or loses its place during its probes (its queue is cut, runs dry, or has slipped and is
   * brought back: likeliest in the first two seconds after a device was opened, so its first probe is better later), or
   * the loop came so late that there was a hole in time. An output plays one schedule at a time.
   */
  z.object({ kind: z.literal("probe"), id: ProbesId, probes: z.array(Probe).check(z.minLength(1), z.maxLength(64)) }),
  /** What is left of it is not played. A schedule that has just ended is no mistake. */
  z.object({ kind: z.literal("cancel-probes"), id: ProbesId }),
  /**
   * From now on these outputs, and no others, can be told apart by a microphone while they play: each adds a code of its own
   * to whatever it plays, `levelDb` softer than that in each moment and at each pitch. It is written at its moment, as a
   * probe is: what the speaker needs from write to sound is not made up for. None: nobody is watched.
   */
  z.object({
    kind: z.literal("watch"),
    outputs: z
      .array(z.object({ output: OutputId, seed: z.int(), levelDb: z.number().check(z.gte(-60), z.lte(-6)) }))
      .check(z.maxLength(64)),
  }),
  /** The best known latency has changed: realigned without a click. */
  z.object({ kind: z.literal("set-latency"), output: OutputId, latencyMs: LatencyMs }),
  /**
   * Emulated outputs only, open or not: the radio link breaks, or is back. A broken one fails at its next write; what
   * was on its way to the cone is lost. After it is back, close and open the output: that is a new link.
   */
  z.object({ kind: z.literal("set-link"), output: OutputId, up: z.boolean() }),
  /** Emulated inputs only, open or not: its sender begins to play, or stops. At first nobody plays. */
  z.object({ kind: z.literal("set-sending"), input: InputId, sending: z.boolean() }),
  /**
   * Whether outputs in software keep what they play in their recordings: they do at first. What is played meanwhile is
   * missing there, and what comes afterwards is in its place.
   */
  z.object({ kind: z.literal("set-recording"), isOn: z.boolean() }),
  /** Answered by the audio loop itself: it is alive. */
  z.object({ kind: z.literal("ping") }),
  /** From now on this input is heard all the time, whether or not a zone plays it: `input-level` tells how loud it is. */
  z.object({ kind: z.literal("listen"), input: InputId, spec: LiveInputSpec }),
  /** Nobody writes to the zone's pipe now: what is in it is dropped, and after `pipe-ready` the track wanted may come. */
  z.object({ kind: z.literal("pipe-take"), zone: ZoneId, turn: Turn }),
  /** Nothing more will be written in this turn. What is in the pipe is still played, but for a track that failed. */
  z.object({ kind: z.literal("pipe-end"), zone: ZoneId, turn: Turn, end: PipeEnd }),
  /** What comes out of the pipe from about now on is called this: a station's own word. */
  z.object({ kind: z.literal("pipe-title"), zone: ZoneId, turn: Turn, title: z.string().check(z.maxLength(300)) }),
  /** Whatever still comes out of the pipe is for nobody; it is read so that no writer is kept waiting. */
  z.object({ kind: z.literal("pipe-drop"), zone: ZoneId }),
  /** Lets go of the pipe: nobody writes to it any more. */
  z.object({ kind: z.literal("pipe-close"), zone: ZoneId }),
  z.object({ kind: z.literal("shut-down") }),
]);
export type EngineRequest = z.infer<typeof EngineRequest>;

export const OutputStatus = z.object({
  /** Written ahead of what has been consumed. */
  queuedMs: z.number(),
  /** Blocks that could not be written in time, since the output was opened. */
  stalls: z.int(),
  /** Stalls that lasted so long that the queue was thrown away and begun anew, aligned. */
  recuts: z.int(),
  /** Times that the device's queue ran dry, and times that it slipped and was brought back. Real devices only. */
  underruns: z.int(),
  slips: z.int(),
  /** Peak of the last reporting period, 0 … 1 of full scale. */
  peak: z.number(),
});
export type OutputStatus = z.infer<typeof OutputStatus>;

/** A live input, as one zone hears it. */
export const InputStatus = z.object({
  /** In hand: received, and not played yet. */
  queuedMs: z.number(),
  /** Times that it ran dry: the sender stopped, or came too late. */
  dry: z.int(),
  /** Times that it had become too long, and was cut. */
  cuts: z.int(),
  /** What was learnt of the sender's clock, in parts in a million. */
  driftPpm: z.number(),
});
export type InputStatus = z.infer<typeof InputStatus>;

export const EngineEvent = z.discriminatedUnion("kind", [
  /** Requests may be sent from here on. */
  z.object({
    kind: z.literal("ready"),
    pid: z.optional(z.int()),
    /** Whether the audio loop runs ahead of everything ordinary; absent where it has no thread of its own. */
    isRealTime: z.optional(z.boolean()),
    /** Engine frame 0, by the machine's monotonic clock, which its processes share; absent by a virtual clock. */
    startedAtMs: z.optional(z.number()),
  }),
  /** The zone's first sound was written to every member that was there; it tells its first track, too. */
  z.object({
    kind: z.literal("zone-started"),
    zone: ZoneId,
    track: Track,
    index: z.int(),
    /** When its first sound was written, by the machine's monotonic clock; absent by a virtual clock. */
    atMs: z.optional(z.number()),
  }),
  /** Every further track of a zone, whether it came by itself or by a skip. */
  z.object({ kind: z.literal("track-started"), zone: ZoneId, track: Track, index: z.int() }),
  /**
   * What is heard, about once a second, for progress and for moving it to another zone; and once when a zone has
   * paused: the place it will go on from.
   */
  z.object({ kind: z.literal("position"), zone: ZoneId, index: z.int(), positionMs: z.number() }),
  /** A file that could not be played; the zone goes on with the next one. */
  z.object({ kind: z.literal("track-failed"), zone: ZoneId, track: Track, reason: z.string() }),
  /**
   * The last track has been heard, was skipped, or none of them could be played (`unreachable`: it is a stream, and
   * nothing came from where it should come from). The zone is gone; a late `close-zone` is no mistake.
   */
  z.object({ kind: z.literal("zone-ended"), zone: ZoneId, reason: z.enum(["finished", "unplayable", "unreachable"]) }),
  /** A zone that reads from a pipe wants this track of its list next, from that place. Only the newest turn counts. */
  z.object({ kind: z.literal("track-wanted"), zone: ZoneId, turn: Turn, index: z.int(), startMs: z.number() }),
  /** The pipe is empty: what is written from now on is this turn's track. */
  z.object({ kind: z.literal("pipe-ready"), zone: ZoneId, turn: Turn }),
  /** What is heard is called this now; the track has not changed. */
  z.object({ kind: z.literal("title-changed"), zone: ZoneId, title: z.string() }),
  /** The content of a zone that was joined has begun to be written, aligned. */
  z.object({ kind: z.literal("joined"), zone: ZoneId, output: OutputId }),
  z.object({ kind: z.literal("chimed"), output: OutputId }),
  /** All outputs of the schedule are open and awake: its time 0 is fixed, and written 500 ms after this. */
  z.object({ kind: z.literal("probing"), id: ProbesId }),
  /** All of this probe has been written; `index`: its place in the request. */
  z.object({ kind: z.literal("probed"), id: ProbesId, output: OutputId, index: z.int() }),
  /**
   * `output-lost`: that output failed, was closed, or did not keep its place during its probes. `interrupted`: the loop came
   * too late, there was a hole in time. Those that were told as probed are good all the same.
   */
  z.object({
    kind: z.literal("probes-ended"),
    id: ProbesId,
    reason: z.enum(["done", "cancelled", "output-lost", "interrupted"]),
    output: z.optional(OutputId),
  }),
  /** Of an input that is listened to, four times a second. @see engine/dsp/line-meter.ts LineReading */
  z.object({
    kind: z.literal("input-level"),
    input: InputId,
    rmsDb: z.number(),
    peakDb: z.number(),
    clipped: z.int(),
    hum50: z.number(),
    hum60: z.number(),
  }),
  /** An input that is listened to is not there, or not any more; once, until it is heard again. */
  z.object({ kind: z.literal("input-lost"), input: InputId, reason: z.string() }),
  /** Codes are added, and it is this frame of the engine's time now: what a code is counted from. */
  z.object({ kind: z.literal("watching"), frame: z.int() }),
  /** Writing failed: the speaker is gone from its zone; open it again to use it. The others of its zone play on. */
  z.object({ kind: z.literal("output-failed"), output: OutputId, reason: z.string() }),
  z.object({
    kind: z.literal("status"),
    outputs: z.record(OutputId, OutputStatus),
    /** Of zones that play what is live; absent where none does. */
    inputs: z.optional(z.record(ZoneId, InputStatus)),
    /** Worst time the audio loop came late in this period. */
    worstLatenessMs: z.number(),
    /** Longest piece of the audio loop's work in this period in which it stopped for its garbage; null: not watched. */
    worstGcPauseMs: z.nullable(z.number()),
  }),
  z.object({ kind: z.literal("pong") }),
  /** A request that made no sense here (an unknown zone, an output twice): a bug of the daemon's, or of its version. */
  z.object({ kind: z.literal("refused"), request: z.string(), reason: z.string() }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
