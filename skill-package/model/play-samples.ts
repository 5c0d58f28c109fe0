// How people order music: music first, place first, no place, no music; plain, casual and polite.

export const PLAY = `
(she|he|everyone|the kids|the missus|grandma) (wants|would like|fancies|would love|is after) {Music} [(in|on) {Targets}]
(i'd be grateful for|i'd appreciate|i'd be happy with|i wouldn't mind|i could murder) {Music} [(in|on) {Targets}]
(hit|grace|honour|bless|shake) {Targets} with some {Music}
!turn on some {Music} (in|on) {Targets}
!play {Music} (in|on) {Targets}
!play {Music} {Targets}
!(play|start) (in|on) {Targets}
(i could go for|i could really go for|i'd kill for|i'm craving|i'm dying to hear|i've been wanting to hear|it's time for|we're after|i'm after|any chance of|any chance of some|is there any) {Music} [(in|on) {Targets}]
(see if you can|why don't you|could i trouble you for|i was hoping for) [play|put on] {Music} [(in|on) {Targets}]
(can|could|would) {Targets} (have|get|play) {Music}
{Targets} (could use|could do with|want) some {Music}
!let {Targets} have {Music}
!(pump|pipe|stream) {Music} (to|into) {Targets}
!{Music} up (in|on) {Targets}
!{Music} on (in|on|at|out on) {Targets}
!(crank|blast|pump|spin|sling|fling|lob|shove) {Music} (in|on) {Targets}
!(play|start up|put on) a little {Music} (in|on|by) {Targets}
!send some {Music} to {Targets}
!(play|start|put on) {Music} by {Targets}
(we want|i want|i wanna hear|we wanna hear|let us have) {Music} (in|on) {Targets}
(play|put on|throw on|stick on|start|start playing|blast|queue up|cue up|fire up|spin|give me|turn on|kick off|stream|crank|pump|shuffle|begin|hit me with|switch on|whack on|bung on|pop on|listen to|let me hear|let us hear|pick|choose|select) {Music} (in|on) {Targets}
(play|put on|start|blast|throw on|stick on) {Music} (over|through|out on|at|for|throughout|to|out in|over in|by|from|across) {Targets}
(play|put on|stream) the (album|song|track|artist|playlist|station|genre|band) {Music} [(in|on) {Targets}]
i'm in the mood for {Music} [(in|on) {Targets}]
(play|start up|put on|give me|i want|let's have|throw on) a (little|bit of|little bit of) {Music} [(in|on) {Targets}]
(start up|strike up|get on|slap on|load up|line up|crack on with|bring on|set up|send up|roll|drop|lay down|bust out|break out|serve up|i could do with|i could use|we could use|we need|get me|get us|grant me|treat me to|treat us to|bring me|let me have|give us|would love|i'd enjoy|i'd prefer|i'd rather hear|make it|switch to|change to|change it to|change the music to|how about) {Music} [(in|on) {Targets}]
(find|get|choose|pick|take) {Music} and (play|put|start) it [(in|on) {Targets}]
(get|have|make) {Targets} (going|rocking|jumping|moving|bouncing|dancing|swinging|pumping|singing) (with|to) {Music}
(set|change) the mood with {Music} [(in|on) {Targets}]
(serenade|bless|surprise|entertain|decorate|warm up|cheer up|spice up|relax|calm|soothe|greet) {Targets} with {Music}
(just|only) [(in|on)] {Targets} play {Music}
{Music} (for|to) (cooking|dinner|dancing|sleeping|working|reading|the kids|the party) [(in|on) {Targets}]
(i want|i'd like|let's have|can i have|may i have|could i have|we'd like|we want) {Targets} (to play|playing) {Music}
(is it possible to hear|could i hear|can i hear|may i hear|can we hear|could we hear|could we listen to|can we listen to) {Music} [(in|on) {Targets}]
(dance|relax|chill) to {Music} [(in|on) {Targets}]
(listening|listening to) {Music} [(in|on) {Targets}]
(play|put on|stick on|throw on|start|give me|blast) {Music} {Targets}
(play|put on|throw on|stick on|start|start playing|start up|blast|queue up|cue up|fire up|spin|give me|turn on|kick off|stream|shuffle|pump|begin|hit me with|switch on|whack on|bung on|pop on|hear|listen to|let me hear|let us hear|choose|pick|select) {Music}
(put|stick|throw|get|turn|pop|have|switch|bung|whack|chuck) {Music} on [(in|over|through|on|for|at|out in)] {Targets}
(put|stick|throw|get|turn|pop|have|switch|bung|whack|chuck) {Music} on
(put|stick|throw|get|drop|pump|pipe|have|i want|i'd like) {Music} (in|on|over|through|out on|into|around) {Targets}
(fire|crank|turn|queue|load|start|cue|strike) {Music} up [(in|on) {Targets}]
{Music} (in|on) {Targets} (would be|sounds) (nice|good|great|lovely|perfect)
(get|have) {Music} (going|playing|started|rolling|pumping|blaring|blasting|bumping|cranking) [(in|on|by|out on|over at|through|around|at) {Targets}]
(i want|i want to hear|i'd like|i'd like to hear|i would love to hear|i'd love|i fancy|i feel like|i feel like listening to|i feel like hearing|i need|i'm in the mood for|let's have|let's hear|can i get|can i have|can we have|could we have|how about|i want to listen to|i'd like to listen to|listen to|hear|time for|what about) {Music} [(in|on|over|through|out on|by|at) {Targets}]
(in|on|over|out on|through|at|for|over in|out in|by) {Targets} (play|put on|start|i want|i'd like|give me|let's have|throw on|stick on|blast|can i have|get me) {Music}
(in|on|out on|for|over|at|by|through) {Targets} {Music}
(in|on|for|at) {Targets} (how about|what about|i fancy|could i have|could we have|we want|we would like|find me|get us) {Music}
{Targets} (play|to play|playing|should play|gets|wants|plays) {Music}
{Targets} {Music}
(have|make|let|get|ask|tell) {Targets} (play|playing|to play|have) {Music}
!(set up|load up|line up|start up) {Music} [(in|on) {Targets}]
!(play|start|put on) (a|my) playlist [(in|on) {Targets}]
(fill|flood|rock|liven up|wake up) {Targets} with {Music}
give {Targets} {Music}
treat {Targets} to {Music}
{Music} (in|on|over|through|out on|for|at|out in|by|to|across|throughout|around) {Targets}
{Music} {Targets}
{Music} please {Targets}
{Music}
{Music} please
{Music} would be (nice|good|great|lovely) [in {Targets}]
(play|put|start|get) {Music} playing (in|on) {Targets}
play {Music} (everywhere in|all over|around|into|over at|up in|down in|using|with|outside on|outside in|out by|over by|near) {Targets}
play {Music} on the {Targets} (speaker|speakers|group)
play {Music} in the {Targets} on the speakers
(play|start|start playing|start up|playing|fire up|kick off|begin) (in|on|over|through|out on|to|at|for|by) {Targets}
(play|start|start playing|start up|turn on|switch on|fire up) {Targets}
turn {Targets} on
switch {Targets} on
(in|on|out on|over|to|at|by|for) {Targets}
{Targets}
{Targets} please
play
start
start playing
hit it
play it
let's go
let's party [(in|on) {Targets}]
start the party [(in|on) {Targets}]
get the party (started|going) [(in|on|out on) {Targets}]
make some noise [(in|on) {Targets}]
`;
