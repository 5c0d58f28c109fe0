// Pause, resume, stop, next, previous, mute, unmute.

const ON = "(in|on)";

export const PAUSE = `
!pause {Targets}
!pause (in|on) {Targets}
(pause|stop) (for a moment|for a second|for a minute|for a sec|a sec|a moment|briefly|temporarily) [(in|on) {Targets}]
(hold it|hang on|hold on|wait|one sec|just a sec) (in|on) {Targets}
(pause|hold|freeze) the {Kind} [(in|on) {Targets}]
!give (it|the music) a (rest|break) [(for a moment|for a minute|for a bit)] [(in|on) {Targets}]
(i want|i'd like|i need) {Targets} paused
(i want|i'd like|i need) the music paused [(in|on) {Targets}]
(freeze|hold|suspend|stop) the music (for a second|for a minute|for a moment|a moment|a second|for a bit) [(in|on) {Targets}]
(press|hit) pause [(in|on) {Targets}]
(pause|hold|freeze|halt|suspend|interrupt) {Targets}
(pause|hold|freeze|halt|suspend|interrupt) (it|this|the music|the song|playback|this song|the track|what's playing|everything that's playing) [${ON} {Targets}]
pause ${ON} {Targets}
pause playing [${ON} {Targets}]
(put|have) {Targets} on (pause|hold)
put (it|the music|everything) on (pause|hold) [${ON} {Targets}]
(in|on) {Targets} (pause|hold the music|pause it|pause the music)
{Targets} (pause|on pause|on hold)
pause (it|the music|this|playback) (for a second|for a minute|for a moment|for a bit|for now|real quick) [in {Targets}]
pause {Targets} (for a second|for a minute|for a moment|for a bit|for now)
pause the music (at|out on|over in|out in|for|by) {Targets}
take a (break|pause) [${ON} {Targets}]
hold on a (second|minute|moment)
hold (it|that) [there|a second|a moment|a minute]
(give|let) {Targets} a (break|rest)
(one moment|wait a moment|wait a minute|hang on|wait)
let the music wait
`;

export const RESUME = `
!play on
(off|come off|get off) pause [(in|on) {Targets}]
!(resume|continue|unpause) {Targets}
!(resume|continue) (in|on) {Targets}
!(start|play|restart) {Targets} again
!play on (in|on) {Targets}
(you can|you may|let's|we can) (carry on|continue|go on|keep going|resume|play again|start again) [now] [(in|on) {Targets}]
(un pause|take the pause off) [(in|on) {Targets}]
!back on [(in|on) {Targets}]
(resume|continue|unpause|carry on with) the {Kind} [(in|on) {Targets}]
let (it|the music) (go on|continue|play on|keep going|keep playing) [(in|on)] {Targets}
(turn|switch|put|bring) the music back on [(in|on) {Targets}]
let (it|the music) (continue|go on|play on) [(in|on) {Targets}]
(carry on|go on|continue|proceed) with (the music|the song|the playlist|it)
get (it|the music) (going again|going|back on|playing again|started again) [(in|on) {Targets}]
pick (it|the music|things) (back up|up again) [(in|on) {Targets}]
(resume|unpause|continue|carry on|keep going|restart) [${ON}] {Targets}
(resume|unpause|continue|restart|carry on with) (it|the music|the song|playback|playing|this song|what was playing|where we were) [${ON} {Targets}]
(carry on|keep on|keep|go on) (playing|with the music|going) [${ON} {Targets}]
(pick up|continue|start|resume|carry on|go on) where (we|you|i|it) left off [${ON} {Targets}]
(start|play|begin) (it|the music) (again|back up) [${ON} {Targets}]
(start|play|begin) again [${ON} {Targets}]
bring (it|the music|the song) back [${ON} {Targets}]
bring back (the music|the song) [${ON} {Targets}]
(keep|get) (it|the music) (going|playing|going again|playing again) [${ON} {Targets}]
(take|get) {Targets} off (pause|hold)
take (it|the music) off (pause|hold)
end the (pause|break)
(on|in) {Targets} (resume|continue|carry on)
{Targets} (resume|continue|carry on)
(i'm back|we're back)
back to the music
(carry on|go on|go ahead|keep going|keep playing)
`;

export const STOP = `
(turn|switch|shut) the speakers off [(in|on) {Targets}]
(turn|switch|shut) off the speakers [(in|on) {Targets}]
!(stop|turn off|shut off|switch off) {Targets}
!stop (in|on) {Targets}
!(that will do|that's enough|enough|that'll be enough) (in|on) {Targets}
!no more (music|tunes|songs|noise) (in|on) {Targets}
(you can|you may|please) (stop|stop playing|turn it off) now [(in|on) {Targets}]
(i don't want|we don't want) (music|any music|anything|anything playing|it playing) (in|on) {Targets} anymore
!make it stop (in|on) {Targets}
(stop|kill|end|cut|turn off|switch off|shut off) the {Kind} [(in|on) {Targets}]
!turn the {Kind} off [(in|on) {Targets}]
!(we've|i've) had enough (in|on) {Targets}
!music off (in|on) {Targets}
(i want|i need|i'd like|we want) {Targets} (off|turned off|stopped|switched off|to stop)
(i want|i'd like|i need) the music (off|turned off|stopped|switched off) [(in|on) {Targets}]
kill it [(in|on) {Targets}]
!(stop|turn off|end) the (metronome|test tone|ticking|clicking) [(in|on) {Targets}]
(stop|turn off|shut off|switch off|end|kill) (the|that) (metronome|test tone|test sound|ticking|clicking|click|tone|tones) [(in|on) {Targets}]
(off|away) with the (music|sound|noise) [(in|on) {Targets}]
(make|let) {Targets} stop [playing]
(wrap it up|call it a night|music off|all off|everything off) [(in|on) {Targets}]
(get rid of|drop) the music [(in|on) {Targets}]
(stop|kill|end|cut|shut off|turn off|switch off) the music [(in|on) {Targets}]
(kill|stop|cut) the (tunes|noise|party|racket|din) [(in|on) {Targets}]
stop the (sound|audio) [(in|on) {Targets}]
(stop|kill|end|shut off|turn off|switch off|shut down|quit|finish|cancel) (the music|the song|playback|playing|it|this|the tunes|the noise|the party|what's playing|the speakers|all music|the radio) [${ON} {Targets}]
(stop|kill|end|shut off|turn off|switch off|shut down|power off|power down) {Targets}
stop (in|on|at) {Targets}
stop {Targets} (playing|from playing|music)
(turn|shut|switch|cut|kill) (it|the music|the song|this|that|playback) off [${ON} {Targets}]
(turn|shut|switch) {Targets} off
{Targets} (off|stop|stop playing)
(in|on) {Targets} (stop|stop the music|turn it off|turn off the music)
(no|no more|enough|that's enough|i've had enough) (music|music now|of this music|of that) [${ON} {Targets}]
(that's enough|enough) [music] [${ON} {Targets}]
(the party is over|party's over|we're done|i'm done|we're done listening|i'm done listening|we're done here|all done) [${ON} {Targets}]
(i don't want|we don't want) (music|any music|any more music) [${ON} {Targets}]
(stop|make it stop|make it stop now|cut it out|knock it off|shut up|stop that|stop everything that's playing)
(cut|lose|ditch) the (music|tunes|noise|song) [${ON} {Targets}]
`;

export const NEXT = `
!skip it
!(skip|next) (in|on) {Targets}
(i've heard|i know|we've heard|we've had|i'm bored of|i'm fed up with) this (one|song) [too often|already|before] [skip|next] 
(what else|something else|anything else|anything but this) [have you got|is there] [(in|on) {Targets}]
(get rid of|lose|ditch|enough of) this (song|track|tune|one) [(in|on) {Targets}]
(go|skip|jump|move) forward (a|one) (song|track) [(in|on) {Targets}]
!not this (song|one) again [skip it]
(this|that) (one|song) again [skip it|next]
!(another|a different|next|the next) (song|track|one|tune) [(in|on) {Targets}]
(this|this song|this track|this one) (sucks|is terrible|is awful|is boring|is bad|is horrible|is no good) [next|skip|skip it]
(next one|another one|a different one|something different|not this one|not this song|i don't want this one) [please] [(in|on) {Targets}]
(press|hit) (next|skip) [(in|on) {Targets}]
(next|skip) [the] [(song|track|one|tune|record|piece|number)] [${ON} {Targets}]
(skip|pass on|next after) (this|this one|this song|this track|it|that|that one|that song|the song|the track|to the next song|to the next track|to the next|to the next one|ahead|forward|on) [${ON} {Targets}]
(go|move|jump|forward|advance|on) to the next (song|track|one|tune) [${ON} {Targets}]
(play|give me|put on|hear|let's hear|try|i want) (the|another|a different) [next] (song|track|one|tune) [${ON} {Targets}]
(play|put on) (something else|the next song|the next one|the next track|the next) [${ON} {Targets}]
(i don't like|i hate|i'm sick of|i'm tired of|i can't stand|not) (this|this song|this one|this track|that song) [${ON} {Targets}]
(i don't like|i hate|i'm sick of|i can't stand) (this|this song|this one|that song|it) (next|skip|skip it|next one|next song)
(change|switch) the (song|track|tune) [${ON} {Targets}]
(skip|next) {Targets}
{Targets} (next|skip|next song|next track|skip this song)
(in|on) {Targets} (skip|skip this song|next|next song|next track)
(go|move|jump|skip) (forward|ahead) [a|one] [song|track]
what's next
`;

export const PREVIOUS = `
!(put|play) the (last|previous) (song|one|track) back on
(i liked|i loved|i want|bring back|let's have|let's hear) (that|the) last (song|one) [again|back] [(in|on) {Targets}]
what was that [song|one] (play it again|go back|go back to it|play the previous track|play the last song)
(go back to|play) (that|that one|that song|it) again [(in|on) {Targets}]
(rewind|return|take me back|take us back|jump back|go back|skip back) to the (previous|last) (song|track|one) [(in|on) {Targets}]
(previous|last|prior) [(song|track|one|tune)] [${ON} {Targets}]
(go|skip|jump|step|move) back [(a|one)] [(song|track|one)] [${ON} {Targets}]
(go|skip|jump|move|back|take me|take us) [back] to the (last|previous) (song|track|one|tune) [${ON} {Targets}]
(play|put on|repeat|hear|i want) [the] (last|previous) (song|track|one|tune) [again] [${ON} {Targets}]
(play|hear) (that|that one|that song|the last one) (again|once more|one more time) [${ON} {Targets}]
{Targets} (previous|previous song|go back|last song|back a song)
(in|on) {Targets} (go back|previous|previous song|last song|go back a song)
(back|back one|back up|rewind|go backwards|one back|back a song|back a track) [${ON} {Targets}]
what was that last song play it again
(play|hear) what was [playing|on] before
(what came|what was playing|what was) before (this|that) [play that|play it]
the one before [this]
the song before [this]
`;

export const MUTE = `
!(mute|silence|hush) {Targets}
!(be quiet|quiet|hush|silence|be silent|shut up) (in|on) {Targets}
!shut the sound off [(in|on) {Targets}]
(i don't want to hear|i don't want any sound from|i want no sound from|i want silence on|i want silence in) {Targets} [for now|right now]
(kill|cut|lose) the (sound|audio|volume) [(in|on) {Targets}]
(i want|i'd like|i need) {Targets} (muted|silent|silenced|quiet)
(mute|silence|hush|quieten|shush) [${ON}] {Targets}
(mute|silence|hush|shush) (it|this|the music|the sound|the audio|the song|the speakers|the volume) [${ON} {Targets}]
(turn|switch) the sound off [${ON} {Targets}]
turn off the (sound|volume) [${ON} {Targets}]
{Targets} (mute|on mute|silent|quiet please|be quiet|no sound)
(put|have|keep|set) {Targets} [to|on] (mute|silent|muted)
put (it|the music|the sound) on mute [${ON} {Targets}]
(make|keep) {Targets} (silent|quiet|go quiet|mute)
(no|zero|without) sound [${ON} {Targets}]
(mute|hush|silence|be quiet|quiet|quiet please|be silent|shush|shh|go silent|go quiet)
(in|on) {Targets} mute [it]
`;

export const UNMUTE = `
!unmute {Targets}
!unmute (in|on) {Targets}
!(can i|can we|could we) have the sound back [(in|on) {Targets}]
!(turn|switch|put) [the] sound on again [(in|on) {Targets}]
!(take|get) [the] mute off [of] {Targets}
!sound (on|back on) (in|on) {Targets}
(give me|give us|let me have|i want|let's have|i need) [the] sound (again|back) [(in|on) {Targets}]
!(take|get) {Targets} off of mute
!stop muting {Targets}
(i want|i'd like|i need) {Targets} (unmuted|audible)
(i want|i'd like|let's have) the sound back [(in|on) {Targets}]
unmute [${ON}] {Targets}
unmute (it|this|the music|the sound|the audio|the speakers) [${ON} {Targets}]
(turn|switch|bring|put) the (sound|volume|audio) back [on|up] [${ON} {Targets}]
(turn|switch) the sound on [${ON} {Targets}]
turn on the sound [${ON} {Targets}]
(give|get|let) {Targets} (its|their|the|some|sound) (sound|volume|voice) back
bring {Targets} back [on]
{Targets} (unmute|off mute|sound on|sound back on)
take {Targets} off mute
take (it|the music|the mute) off mute [${ON} {Targets}]
(stop|end|undo|remove|lift|cancel) (the mute|muting|the muting|mute) [${ON}] [{Targets}]
(no longer|not) mute [{Targets}]
(let me hear|i want to hear|let's hear) {Targets} again
(unmute|sound on|sound back|sound back on|sound again)
(in|on) {Targets} unmute [it]
`;
