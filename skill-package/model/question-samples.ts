// Questions: what is there, what plays, what is connected. And the words that end a talk.

export const LIST_SPEAKERS = `
(remind me|could you tell me|i'd like to know|i forgot|let me know) (what|which) speakers (there are|i have|we have|we've got|are there)
(what|which) speakers (have we got|did i set up|are there again|do i own|belong to me)
(name|list|tell me|give me) (every|each) speaker [in the house|i have|we have|you know]
(what|which) speakers (can|could) (i|we|you) (use|play on|choose from|pick from)
!what (speakers|rooms) are (connected to you|in the system|part of the system)
!what are the names of (my|the|our|all) speakers
!(do you know|you know) (my|the|any) speakers
(list|name|show|show me|tell me|read|read me|read out|give me|say|count|enumerate) [all] [(the|my|our)] (speakers|speaker names|devices)
(list|name|show me|tell me|read me|give me) [all] (the|my) speakers (in the house|in my home|i have|you have|you know|that you know)
(what|which) speakers (do i have|do we have|are there|do you have|have i got|do you know|can you control|can i use|are available|have you got|are set up|can you see|exist|are in the house|can you play on)
(what are|which are|what's) (my|the|all the|all my|our) (speakers|speakers called|speaker names|names of my speakers|names of the speakers|names of all speakers)
(what are) (my|the|our) speakers called
how many speakers (do i have|do we have|are there|do you have|have i got|do you know|can you see|are set up)
(what|where) can (you|i|we) play [music] [on]
(where) can i listen
tell me (what|which) speakers (there are|i have|we have|you have|you know|i can use)
which rooms (do you know|have speakers|can you play in|do i have|are there)
(speakers|my speakers|all my speakers|speaker list)
`;

export const LIST_GROUPS = `
(are there|do i have|have i got|do we have) any groups [(set up|yet|already)]
(remind me|could you tell me|i'd like to know|i forgot|let me know) (what|which) groups (there are|i have|we have|we've got|are there)
(can you|could you) (list|name|read) (my|the) groups [for me]
!what are the names of (my|the|our|all) groups
!(do you know|you know) (my|the|any) groups
(list|name|show|show me|tell me|read|read me|read out|give me|say) [all] [(the|my|our)] (groups|speaker groups|group names|zones)
(what|which) (groups|speaker groups|zones) (do i have|do we have|are there|do you have|have i got|have i made|have i set up|do you know|can i use|are available|are set up|have we made|did i make|did i create|have i created|exist)
(what are|which are) (my|the|all the|our) (groups|speaker groups|groups called|group names|zones)
how many (groups|speaker groups|zones) (do i have|do we have|are there|do you have|have i got|do you know)
(tell me) (what|which) groups (there are|i have|we have|you know)
how are (my|the) speakers grouped
(groups|my groups|group list)
`;

export const WHATS_PLAYING = `
(anything|something|any music) (playing|on) (in|on) {Targets}
!anything playing {Targets}
!is [the] music (on|playing) [(in|on)] {Targets}
!what's (going on|happening|on|playing) (in|on) {Targets}
!what's {Targets} up to
(which|what) (song|track|music) is playing (in|on) {Targets}
(i like this|i love this|this is nice|this is good) (what is it|who is it|what's it called)
(remind me|could you tell me|i'd like to know|i forgot) (what's playing|what this is|what song this is|who this is)
!(tell me|do you know|i wonder|say) what {Targets} (is|are) playing
!(tell me|do you know) what's (playing|on) (in|on) {Targets}
!what {Targets} (is|are) playing
what (is|are) (the kids|they|everyone|she|he) (playing|listening to|hearing) [(in|on) {Targets}]
what (have you got|have we got|do you have|do we have|have you) (on|playing|going) [(in|on) {Targets}]
(which|what) (band|artist|singer|group|composer|song|track|album|tune) is (this|that|playing|on)
(do you know|can you tell me|i wonder) (what|which) (song|track|band) (this|that) is
(identify|recognize) this (song|track|tune)
what's (going on|happening) (in|on) {Targets}
(what's|what is) playing [(now|right now|at the moment|currently)] [(in|on) {Targets}]
(what's|what is) on [(in|on|at|out on)] [{Targets}]
(what's|what is) (this|that) [(song|track|tune|music|piece|album|band|called|playing|one)]
(what's|what is) (this song|this track|this tune|that song|the song|the track) called
(what|which) (song|track|tune|music|album|piece|artist|band) (is|was) (this|that|playing|on|it|on now) [(in|on) {Targets}]
(what's|what is) the (name|title) of (this|that|the) (song|track|tune|band|piece|album|artist)
(who's|who is) (this|that|singing|playing|the artist|the singer|this by|it|the band|singing this|playing this|performing|it by|this singer) [(in|on) {Targets}]
who (sings|wrote|plays|performs|made|does|did) (this|that|it|this song|that song|the song)
what (am i|are we) (listening to|hearing) [(in|on) {Targets}]
what (are|is) {Targets} playing
(what's|what is) {Targets} playing
what do (i|we) hear [(in|on) {Targets}]
what are you playing [(in|on) {Targets}]
(is|are) (anything|something|music|any music|there anything|there music) (playing|on) [(now|right now)] [(in|on) {Targets}]
is {Targets} playing [anything|something|music]
(tell me|say|do you know) (what's playing|what is playing|what this is|what song this is|what this song is|who this is|the name of this song) [(in|on) {Targets}]
where is (music|the music|it|something) playing
(now playing|current song|current track|song name|name that tune|name this song|name this tune|song title)
`;

export const SPEAKER_STATUS = `
(i|we) (can't|cannot) (get|hear) (any|a) (sound|music|thing) (out of|from) {Targets}
!(is|are) {Targets} (connected|working|online|okay)
(what's|how's) the battery (on|of|in|like on|looking on) {Targets}
(can you|could you) (check|check if|see if) {Targets} (is|are) (connected|on|online|working|okay)
!check the battery (of|on|in) {Targets}
!are (the|my) speakers (okay|all right|fine)
!how are (the|my|all the) speakers [(doing|looking|getting on)]
is {Targets} (low|running low|short) on (battery|power|juice|charge)
there's no (sound|music|audio) (coming from|from|coming out of|out of) {Targets}
(i'm|we're) (getting|hearing) (no sound|nothing|no music) (from|in|on|out of) {Targets}
!nothing is coming (from|out of) {Targets}
{Targets} (is not|are not) (playing|working|responding|connecting|connected|making any sound)
{Targets} (has|have) (gone quiet|gone silent|died|stopped working|cut out|dropped out|lost connection|stopped)
!(something is|something's|what's) wrong with {Targets}
!why is there no (sound|music) (in|on|from) {Targets}
why (did|has) {Targets} (stop|stopped|cut out|disconnect|drop out) [playing]
!(which|what|are any|are the|are my) speakers (on|off|online|offline|connected|working)
!which speakers are (on|off|online|offline|connected|working)
(did|has|have) {Targets} (connect|disconnect|connected|disconnected|dropped out|drop out|lost connection|lose connection|gone offline|go offline)
(is|are) {Targets} (muted|paused|loud|silent|broken|asleep|out of range|running low|disconnecting)
what's the battery like (on|in) {Targets}
(does|do) {Targets} need (charging|a charge|to be charged|power)
(how's|how is) (everything|it all) [looking|going|doing]
(anything|is anything|is something) (wrong|broken|offline|disconnected|not working) [(with|in|on) {Targets}]
(is|are) {Targets} (connected|online|on|working|available|okay|there|ready|offline|up|reachable|alive|disconnected|turned on|switched on|responding|linked|paired|up and running|charged|in range|low|charging)
(is|are) {Targets} still (connected|online|on|working|there|alive|up)
is it (ready|paired|connected|working|online) [yet|now]
is everything (okay|working|connected) (in|on|with) {Targets}
(is|are) (any|the|my) speakers (connected|online|working|on|ready|okay|offline|missing|disconnected|there|up)
(how's|how is|how are) {Targets} [doing|going]
(how's|how is|how are) (the|my) (speakers|system|connection|bluetooth|connections) [doing] [(on|of|in|with) {Targets}]
(how's|how is|what's|what is|check|tell me) the (battery|battery level|charge|battery status|power level|battery life|status|state|connection|signal) [(of|on|in|for|at) {Targets}]
(how's|how is|what's|check) {Targets} (battery|battery level|charge|status|connection|signal|volume|battery life)
how (loud|full|charged) is {Targets}
how (loud|full|charged) is it [(in|on) {Targets}]
(how much|what) (battery|charge|power|juice) (does|do) {Targets} have [left]
(how much|what) (battery|charge|power|juice) is left [(in|on|of|at) {Targets}]
[is there|do i have|have i got|got] any (battery|charge|power|juice) left [(in|on|of) {Targets}]
(does|do) {Targets} (have|need) (battery|power|charging|to be charged|any battery|enough battery|battery left|any charge)
(what|which) speakers (are|is) (on|connected|online|offline|working|not working|disconnected|missing|asleep|not connected|off|playing|active|ready|up|down)
(what|which) speaker is (on|connected|offline|missing|not connected|not working|off|asleep|low|playing)
(what's|what is) the (status|state) of (my|the) speakers
(status|speaker status|connection status|status report|system status|health check|status check) [(of|on|for)] [{Targets}]
{Targets} (status|battery|connection|battery level)
(can you|do you) (see|hear|reach|find) {Targets}
(what's|what is) (wrong with|up with|the matter with|the problem with|going on with) {Targets}
why is {Targets} (not playing|silent|quiet|not working|off|not connected|offline)
why (isn't|is not|aren't) {Targets} (playing|working|connected|on)
why can't i hear {Targets}
(check|check on|test) {Targets}
(check|check on) (the|my) (speakers|connection|system)
(what's|what is) the volume [(in|on|of|at) {Targets}]
how many speakers (are|are currently) (connected|online|on|working)
did {Targets} connect
has {Targets} connected
`;

export const HELP = `
how do i (get|make|tell|ask) you [to] (play|play music|do this|do things|move the music|pause)
what do i (say|do|ask) [now]
i (could use|could do with|want|would like) [some] help
(any|some) (tips|hints|suggestions|ideas)
!what are you (able to do|capable of|good for|for)
!i need (a hand|assistance|help|some help) [with this]
what (sort of|kind of|other) things can (i say|you do|i ask)
!(i'm|i am) (stuck|confused|lost|new here)
!i don't (understand|get it|know how this works|know how to use this)
!how do i (start|begin|get started|talk to you)
!(show me the ropes|walk me through it|explain this|explain)
!what should i (say|do)
!(tell me|show me|explain) how to use (this|it|you|house band)
!how (do i|can i|to) (use|work|control) (this|it|you)
what are my (choices|options|commands|possibilities)
(teach me|show me) how (this|it) works
(what else|what all) can you do
what (commands|orders) (are there|do you know|can i use)
what can you do
what can i (say|ask|do)
how does this work
how do i use (this|you|house band)
help me [out]
i need [some] help
what are my options
what do you (do|understand)
give me (some|an) (help|example|examples|ideas)
(instructions|explain yourself|how do you work|i'm lost|i don't know what to say|what now|what should i say)
`;

export const CANCEL = `
(no|oh|okay|stop it|stop) never mind
(bye|goodbye|cheers|ta ta|cheerio|later) [for now]
!don't worry [about it]
!(that'll|that will) (be all|do) [for now]
!(that's it|all good|we're good|i'm finished|i'm fine|no nothing|nothing more)
(i|we) (don't need|need) (anything|nothing) [else]
!(stop listening|go away|leave me alone|get out|abort|enough for now)
(leave it|leave it be|drop it|let it go|no matter|it doesn't matter|changed my mind|i changed my mind|as you were)
never mind
nevermind
forget (it|that|about it)
(exit|quit|close|leave|goodbye|good bye|bye|bye bye|see you|see you later)
(that's all|that is all|nothing|nothing else|no thank you that's all|i'm good|that will be all)
(exit|quit|close|leave) (house band|the skill|the app|this skill)
(don't bother|ignore that|scratch that|not now|cancel that|cancel this|cancel it|never mind that)
`;

export const YES =
  "yes please\nyeah sure\nyep\nyup\nsure thing\nof course\nthat's right\ncorrect\ngo for it\nplease do\nabsolutely\ndo it";
export const NO = "no thanks\nno thank you\nnope\nnah\nnot really\nplease don't\ndon't do that\nno way\nof course not";
