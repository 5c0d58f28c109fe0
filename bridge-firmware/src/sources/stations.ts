// Radio stations that every bridge knows, so that "play jazz" means something before there is any music of one's own.
// Listener-supported and public broadcasters with addresses of many years. A station that has moved is told as one that
// doesn't answer; the configuration's own stations come first.

export type Station = {
  /** As people say it. */
  readonly name: string;
  /** http or https: a stream, or a playlist that names one. */
  readonly url: string;
  /** Kinds of music, in lower case. */
  readonly tags: readonly string[];
};

const soma = (name: string, mount: string, ...tags: readonly string[]): Station => ({
  name,
  url: `https://ice1.somafm.com/${mount}-128-mp3`,
  tags,
});
const radioFrance = (name: string, mount: string, ...tags: readonly string[]): Station => ({
  name,
  url: `https://icecast.radiofrance.fr/${mount}-midfi.mp3`,
  tags,
});

/** Of several with the same tag, the first is played. */
export const STATIONS: readonly Station[] = [
  radioFrance("FIP Jazz", "fipjazz", "jazz"),
  radioFrance("France Musique", "francemusique", "classical", "orchestra", "opera"),
  { name: "Radio Paradise", url: "https://stream.radioparadise.com/mp3-192", tags: ["rock", "eclectic"] },
  radioFrance("FIP", "fip", "eclectic", "world", "chanson"),
  { name: "KEXP", url: "https://kexp-mp3-128.streamguys1.com/kexp128.mp3", tags: ["alternative", "indie"] },
  { name: "BBC World Service", url: "http://stream.live.vc.bbcmedia.co.uk/bbc_world_service", tags: ["news", "talk"] },
  { name: "NPR", url: "https://npr-ice.streamguys1.com/live.mp3", tags: ["news", "talk"] },
  soma("Groove Salad", "groovesalad", "chill", "downtempo", "chillout", "relaxing"),
  soma("Drone Zone", "dronezone", "ambient", "sleep", "calm"),
  soma("Secret Agent", "secretagent", "lounge", "spy"),
  soma("Indie Pop Rocks", "indiepop", "indie pop", "pop"),
  soma("Sonic Universe", "sonicuniverse", "avant garde jazz", "modern jazz"),
  soma("Left Coast 70s", "seventies", "seventies", "soft rock", "70s"),
  soma("Underground 80s", "u80s", "eighties", "new wave", "synth pop", "80s"),
  soma("Folk Forward", "folkfwd", "folk"),
  soma("Boot Liquor", "bootliquor", "country", "americana"),
  soma("Heavyweight Reggae", "reggae", "reggae", "ska", "dub"),
  soma("Metal Detector", "metal", "metal", "heavy metal"),
  soma("Seven Inch Soul", "7soul", "soul", "motown"),
  soma("Beat Blender", "beatblender", "house", "deep house", "electronic"),
  soma("Christmas Lounge", "christmas", "christmas", "holiday"),
];
