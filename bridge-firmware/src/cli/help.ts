// The help texts of the `house-band` command.

export const HELP = `House Band on this bridge: what plays, and what should.

Usage: house-band COMMAND [options]

  status               what plays where, and how the bridge is
  speakers             every speaker: its link, volume, battery, codec, and how long it takes to sound
  groups               the groups and who is in them
  play WORDS           play what the words mean in your music (a genre, artist, album, title or "anything");
                       --source echo, phone, line, airplay, spotify or dlna: what plays to the bridge there;
                       --sound metronome or --sound test-tone: to hear whether speakers are in time;
                       --sound test-tone --measure: how late the bridge's microphone hears it
  pause, resume, stop, next
  volume N             0 to 100, or a change: +10, -10
  limit NAMES N        never louder than N, whoever asks: limit Patio 60; 100: no limit
  connect NAMES        connect speakers, music or not
  release NAMES        let go of speakers, for a phone or a guest; playing on them or connecting takes them back
  identify NAMES       each of them plays a chime: which one is it?
  announce WORDS       say it over the music, which steps back meanwhile; --clip FILE.wav: a recording of your own;
                       --stop: what is being announced is over
  shuffle on, off      what plays goes on in no order, or in its own again; play WORDS --shuffled from the beginning
  repeat one, all, off this track, or all of them, once more when they are over
  sleep TIME           what plays fades and stops in 30m, in 1h30m; sleep off: it plays on
  nudge NAMES +N       by ear: sound N milliseconds later from now on; -N: earlier
  sync [WHERE]         how well speakers play together: what is known; --measure: what the bridge's microphone hears;
                       --compare FILE FILE: two rooms, by the recordings of two phones
  calibrate [WHERE]    have them play in time, by the microphone; --by-phone: by a phone's recording
  pair [NAME]          pair a new speaker: a conversation; --address ADDRESS where nobody is there to answer;
                       --sender: let a phone or an Echo pair with the bridge, to play on its speakers
  echo                 an Echo's own music on these speakers, by Bluetooth or by a cable, step by step; --by bluetooth,
                       --by line: without being asked
  forget NAMES         forget speakers: their keys, and their places in the home
  favourites           names of your own for music: favourites add NAME WORDS, favourites save NAME
                       (what plays), favourites remove NAME
  enroll [STRING]      give this bridge an identity in your cloud, by the line that the cloud made for it
  rotate               change the bridge's certificate now, instead of when it is half a year old
  claim                link an Alexa account: shows a code to say to Alexa, and asks whether whoever said it may come in;
                       --join: one more, beside whoever plays here already
  reset-owner          unlink every Alexa account, as before the bridge goes to somebody else
  cloud trace ID       one command's road with its times: on the bridge its own part, by its journal
  logs                 what the bridge has been doing
  audit                check this machine: versions, radio, conflicts, clock, disk, network

Options

  --on NAMES           speakers or groups, separated by commas: --on "Patio, Fire Pit". Without it, play and announce mean
                       every speaker, and the other commands mean what plays now
  --json               for programs: the answer as one JSON document
  --socket PATH        another bridge's socket (/run/house-band/control.sock)
  -n, --lines N        logs: how many lines (100);  -f, --follow: and whatever comes

Exit codes: 0 done, 1 not done or only partly, 2 a mistake in the command, 3 the bridge could not be reached, 130 broken off
by Ctrl-C.
"house-band help COMMAND" says more about one.`;

const TOPICS: Readonly<Record<string, string>> = {
  play: `house-band play WORDS [--on NAMES]

  house-band play jazz --on "Patio, Fire Pit"
  house-band play anything                     goes on where the speakers were, else plays all your music
  house-band play --source echo --on Backyard  what the Echo plays that is connected to the bridge; phone, line (what comes
                                               in by a cable), airplay, spotify and dlna likewise
  house-band play --sound metronome --on Backyard  a click a second; test-tone likewise. "stop" ends it
  house-band play --sound test-tone --measure --on Patio   how late the bridge's microphone hears it; then it is stopped

A name is a speaker's or a group's, as people gave it; capitals, accents and "the" don't matter. A name that could mean
two things is asked about. The command ends when every speaker sounds, or when it is known which doesn't and why.`,
  volume: `house-band volume N [--on NAMES]

  house-band volume 40 --on Patio
  house-band volume +10

A speaker's limit (house-band limit) holds: the answer says the volume that was really set.`,
  limit: `house-band limit NAMES N

  house-band limit Patio 60                never above 60 %, by voice, by this command or at the speaker's own buttons
  house-band limit Patio 100               as loud as it can

Whoever is louder now is turned down at once. It is kept in the home, and "house-band speakers" shows it.`,
  connect: `house-band connect NAMES

  house-band connect "Fire Pit"

Connects speakers, music or not, and takes back what was released. The answer says who did not answer, and why.`,
  release: `house-band release NAMES

  house-band release Patio

Lets go of speakers, for a phone or a guest. They are left alone until music is played there, "connect" is given, or
somebody switches them on and they call by themselves.`,
  identify: `house-band identify NAMES

  house-band identify Deck

Each named speaker plays a short chime, one after the other, as loud as it plays and over whatever it plays; one that is
muted, too. The answer says who could not.`,
  announce: `house-band announce WORDS [--on NAMES]
house-band announce --clip FILE.wav [--on NAMES]
house-band announce --stop [--on NAMES]

  house-band announce "Dinner is ready" --on Backyard
  house-band announce --clip doorbell.wav
  house-band announce --stop               over at once, and so are those that wait

Is heard together on all these speakers, over whatever they play: the music steps back by 20 dB, and is as it was less than a
second after the last word. Speakers that play nothing say it alone. Up to 300 characters, spoken by espeak-ng (sudo apt
install espeak-ng) or by the program in "speech" in the bridge's settings; a recording is a WAV file of at most a minute.
The command ends when the first word is out, or when it is known where it is not and why.`,
  sleep: `house-band sleep TIME [--on NAMES]

  house-band sleep 30m --on Bedroom        stops in half an hour; the last 30 seconds fade
  house-band sleep 1h30m                   what plays now
  house-band sleep off --on Bedroom        plays on

A timer stays with its speaker, whatever it plays by then, and survives a restart of the bridge. "house-band status" says
when. What was not playing has no timer, and stopping ends it.`,
  nudge: `house-band nudge NAMES +N

  house-band nudge Deck +10                sounds 10 ms later than it did
  house-band nudge Deck, Patio -2.5        2.5 ms earlier; "2.5 ms earlier" says the same

Moves speakers in time by ear, up to 500 ms at once, whether they play or not. It holds for the codec and the adapter
that the speaker is connected with, also after a restart, until the next calibration. "house-band speakers" says by
which latency each of them plays. "house-band play --sound metronome" is something to listen to meanwhile.`,
  calibrate: `house-band calibrate [WHERE] [--by-phone | --from FILE] [--while-music-plays] [--svg FILE]
                     [--match-levels | --no-levels] [--at microphone | --at speakers] [--distance NAME=METRES]

  house-band calibrate Backyard            by the bridge's microphone, which stands where people listen
  house-band calibrate Backyard --by-phone plays the same; you record it with a phone
  house-band calibrate --from rec.wav      by that recording (WAV, FLAC, MP3, Ogg; with ffmpeg whatever a phone makes)

Each speaker plays a sweep of one second, twice, one after the other: 18 s for four speakers. They play by what was heard from
then on, and it says how far apart they were. One that was not heard is named, and the others are in time all the same. A
microphone hears where it stands: each 34 cm that a speaker is farther away are 1 ms. Without WHERE: every speaker. Ctrl-C
ends it at once. --match-levels turns those down that are louder where the microphone stands, by 12 dB at most, so that all
are equally loud at the same volume; --no-levels takes that back, and measures nothing. --distance "Deck=3.2" (metres from
the microphone, for each speaker) has them in time at the speakers themselves, until --at microphone. The microphone is the first that the machine has, or the one in "microphone" in the bridge's settings.
--svg draws who was early and who was late.`,
  sync: `house-band sync [WHERE] [--measure] [--by-phone | --from FILE] [--while-music-plays] [--match-levels] [--svg FILE]
house-band sync --compare FILE FILE

  house-band sync                          by which latency each speaker plays, and how that is known
  house-band sync Backyard --measure       the microphone listens; nothing is changed
  house-band sync --compare kitchen.wav porch.wav   how far apart two rooms are, by two phones

Without --measure it also says how long after the bridge has it a sound is heard, and how far a film's picture would be
ahead. With it, how long it takes from the bridge's write to the microphone.

Two phones, where no microphone hears both rooms: have the same music play in both, loud enough. Start a recorder on both
phones and lay them side by side near one of the speakers, for 20 s at least. Carry each to its room, lay it down where
people listen, and leave it for 40 s. Stop both, and bring both files here. No bridge is needed for the comparison.

See also: house-band help calibrate.`,
  pair: `house-band pair [NAME] [--address ADDRESS] [--adapter ADAPTER] [--while-music-plays]
house-band pair --sender [--adapter ADAPTER]

  house-band pair                                   looks for a minute, asks which speaker and what to call it
  house-band pair Patio --address 00:11:22:33:44:55 without questions, as in a script
  house-band pair --adapter hci1                    with this adapter of the bridge's

Put the speaker into pairing mode first. Looking takes air time from speakers that play: while music plays it takes
--while-music-plays. Of several adapters the one with most room takes the speaker, unless one is named. A phone or an Echo
pairs from its own side: with --sender it finds "House Band" among its Bluetooth devices for two minutes, also while
music plays. The bridge must have "bluetooth": { "kind": "bluez" } in its settings.`,
  forget: `house-band forget NAMES

  house-band forget "Fire Pit"

Deletes the key that speaker and bridge agreed on. To have it back, pair it again.`,
  favourites: `house-band favourites
house-band favourites add NAME WORDS
house-band favourites save NAME [--on NAMES]
house-band favourites remove NAME

  house-band favourites add "Sunday Mix" miles davis      now "play Sunday mix" plays what "play Miles Davis" plays
  house-band favourites add "The News" https://…          a radio stream of your own (with MPD as the player)

"play my favourites" plays the first one. One that is called the same is replaced.`,
  enroll: `house-band enroll [STRING]

  house-band enroll                        asks for the line; so it stands in no list of processes and no history

The line is made in your cloud, is good for five minutes, and can do nothing but enrol a bridge. The bridge makes a key
that never leaves this machine, has it certified, tries it, and starts again with it. It keeps its speakers and their
names until a home in the cloud takes their place.`,
  rotate: `house-band rotate

Has the bridge make a new key, get a certificate for it and connect with that; the cloud then takes the old one away. The
bridge does so by itself before its certificate is 180 days old ("rotateAfterDays" in its settings), and "house-band
status" says when. Music plays on, and what is said to Alexa meanwhile is not lost. Where it fails the bridge goes on with
the certificate that it has. It must be enrolled (house-band enroll) and connected. If somebody may have a copy of its
key, this is not enough: take all its certificates away (npm run revoke -w infra) and enrol it again.`,
  claim: `house-band claim [--join]

  house-band claim                         for the first account
  house-band claim --join                  for one more person; whoever plays here stays

Shows a code of eight digits, for ten minutes and one person: "Alexa, ask House Band to claim my home with code …". Alexa
answers with a number, and here it is asked whether that is the number you heard. Nothing is linked before you say yes.
Ctrl-C calls the code off. The bridge must be connected to its cloud (house-band enroll).`,
  "reset-owner": `house-band reset-owner [--yes]

Takes every Alexa account out of this home, at once, and says how many there were. The cloud takes the home's names and
what was kept of it away within a day; the bridge keeps its speakers, until somebody claims it anew. Without --yes it asks.`,
  cloud: `house-band cloud trace COMMAND_ID [--json]

  house-band cloud trace 01J8ZQ5VB3T8R6M4N2K0H9F7D5

When this bridge received the command, journaled and acknowledged it, had the first sound and was done, and when the cloud
had its outcome. It has the last 2,000, for a day. The id is commandId in every log: house-band logs -n 500. The cloud's
part is in your AWS account: npx house-band cloud trace COMMAND_ID where you deployed from.`,
  logs: `house-band logs [--lines N] [--follow]

Shows the journal of the bridge's and the engine's units. Reading it needs root or the group systemd-journal or adm.`,
  audit: `house-band audit [--json]

Looks at this machine for at most 90 seconds and says of each thing what was seen, what was expected and what to do.
It needs no running bridge. Exit code 1: something fails.`,
};

/** The text for a command; the overview where there is none of its own. */
export const helpOn = (topic: string | null): string => (topic === null ? HELP : (TOPICS[topic] ?? HELP));
