// Where the music is: moving and adding; and what the home is: groups, names, channels, an Echo's default.

const IT = "(it|this|that|the music)";

export const MOVE = `
(pop|shift|stick|chuck|whack|shove|fling) (this|it|the music|this lot) over (to|into|onto) {Targets}
(shift|move|take|bring) (this lot|all this|the whole lot|all of this) [over] to {Targets}
(take|get) (the music|it|this) out of {From} and (put|play) it (in|on) {Targets}
(i want to|i'd like to|let me|let us|can i|can we) (keep listening|listen to this|hear this|continue listening|continue) (in|on) {Targets} [instead]
(i'll be|we'll be|i'm off|i'll go) (in|on|to) {Targets} (bring|move|send) (it|the music) [along|there|with me]
(make it|let it) play (in|on) {Targets} instead
!(move|bring|take) the {Kind} to {Targets}
!(move|switch|transfer) {From} to {Targets}
!(take|bring|move) (this|it) (outside|inside) to {Targets}
(move|transfer|shift|bring|carry|take|switch) the {Kind} [over|out|up|down] (to|into) {Targets}
!(move|transfer|shift|bring|carry|take|switch) the {Kind} from {From} to {Targets}
(move|transfer|shift|bring|carry|take|switch|send) (what's playing|the music that's playing|whatever's playing|everything playing) (in|on) {From} [over] to {Targets}
(i'm|we're) (going|heading|moving|off) {Targets} (move|bring|take|send) (the music|it) [out|up|down|over] [there]
(i'm|we're) (going|heading|moving|off) [out|up|down|over] (to|into) {Targets} (move|bring|take|send) (the music|it) [with me|with us|along|there]
!(move|bring|take|send) (the music|it) (inside|outside|indoors|upstairs|downstairs|over|back) (to|into) {Targets}
!(continue|carry on|keep playing|play) (this|it) (in|on) {Targets} instead
!continue (this|it) (in|on) {Targets}
!(switch|move|go|change) [over] to {Targets}
!(move|switch|send|transfer|bring|take) (the music|it|this) to {Targets}
(i want|i'd like|i need) (the music|it|this) (moved|transferred|sent|in|on) (to|over to|instead in) {Targets}
(move|transfer|switch|shift|send|bring|take|swap|change|relocate|carry) (the music|it) from {From} to {Targets}
(i'm|we're) (going|moving|heading|off|walking|stepping|headed) (to|into|out to) {Targets} (bring|take|move|send) (the music|it) [with me|with us|along|over|there]
(bring|take|move|send) the music with (me|us) to {Targets}
(let|have) the music (follow me|come|go|move) (to|into) {Targets}
(go|move|switch) (over|on) to {Targets}
(move|send|bring|take|transfer|switch) the music (to|over to|inside to|into|out to|back to|up to|down to|outside to|over into) {Targets}
(move|shift|send|transfer|switch|bring) (everything|it all|what is playing|what's playing) (to|over to) {Targets}
(move|transfer|switch|shift|send|bring|take|hand over|carry|pass|relocate|swap|change) ${IT} (to|into|over to|out to|onto) {Targets}
(move|send|bring|take|transfer|switch) (the song|the sound|what's playing|everything|the party|the tunes|playback|the audio|my music|these|this song) [over] (to|into|out to) {Targets}
(move|send|bring|take|transfer) ${IT} (inside|outside|back|up|down|along) (to|into) {Targets}
(move|transfer|switch|shift|send|bring|take|carry|change) ${IT} [over] from {From} (to|into|onto|over to) {Targets}
(move|transfer|send|bring|take) ${IT} {Targets}
(switch|move|go|change|hop|transfer|shift) [over] to {Targets} [instead]
(move|transfer|switch|shift|take|bring|send) {From} [music] [over] (to|into) {Targets}
(from) {From} to {Targets}
(play|put|have|send|continue|carry on|keep playing|keep it|do) [${IT}] (in|on|to|at) {Targets} instead
{Targets} instead [of {From}]
(continue|carry on|keep playing|go on|resume) (it|this|with this) (in|on|over in) {Targets} [instead]
(continue|carry on|keep playing|resume) (the music|playing|it) (in|on) {Targets} instead
(play|have|put) ${IT} (in|on|to) {Targets} [instead] (instead of|not|rather than) {From}
(follow me|take the music with me|i'm going|i'm moving|we're moving|we're going|i'm heading|we're heading) (to|into|out to|in|on to) {Targets}
let {Targets} take over [from {From}]
`;

export const ADD_TO_PLAYING = `
!add {Targets}
!add {Targets} too
!(add|bring) {Targets} to the (party|music|mix)
!plus {Targets}
!and (in|on) {Targets}
(can|could) {Targets} (hear this too|have this too|play this too|join in too|get this too)
(i want to hear|i'd like to hear|let me hear) (it|this) (in|on) {Targets} (too|as well|also)
(we need|i need) (it|this|the music) (in|on) {Targets} (too|as well|also)
(have|let) {Targets} (play along with|join in with|play the same as) {Beside}
play (the same [thing|music] as [in]|what's on in|whatever is on in) {Beside} (in|on) {Targets}
!play the {Kind} (in|on) {Targets} (too|as well|also)
(i want|i'd like|i need) {Targets} (added|included|to join|to join in|to play along)
(throw|put|bring|add|loop|rope|patch|plug|pull|tie) {Targets} in [(too|as well|also)]
(get|have|ask|let|make) {Targets} to join [in]
(i want|i'd like|let me hear|we want) (it|this|the music) (in|on) {Targets} (too|as well|also)
(hook|link|hitch|fire|turn) up {Targets} (too|as well|also)
(play|put) the same (thing|music|song) (in|on) {Targets} [too]
(send|play|put|bring|have) it (in|on|to) {Targets} (too|as well|also)
(add|include|join|add in|bring in|throw in|put in) {Targets} [(too|as well|also|now|in)]
(add|join|connect|include|bring) {Targets} (to|into|in|with) (the music|this|it|what's playing|the mix|the song|the party)
(add|join) {Targets} to what's playing (in|on) {Beside}
(also|too) [play] [${IT}] (in|on|to|at|through) {Targets}
(also|too) (play|put|send|have) [${IT}] (in|on|to|at|through) {Targets}
(play|put|send|have|start|bring|pipe|do) ${IT} (in|on|to|at|through|into) {Targets} (too|as well|also)
(play|put|send|have) ${IT} (too|also|as well) (in|on|to) {Targets}
(play|start|put) (in|on) {Targets} (too|as well|also)
(and|plus) [in|on] {Targets} (too|as well|also)
{Targets} (too|as well|also)
(i want|i'd like|let's have|we want|i want to hear) ${IT} (in|on) {Targets} (too|as well|also)
(let|have|make|get|ask) {Targets} (join|join in|join us|play along|join the party|join the music|play the same|play this too)
(turn on|turn|switch on|bring in) {Targets} (too|as well|also)
(play|put) the same [(music|song|thing)] (in|on) {Targets} [as [in] {Beside}]
(extend|expand|spread|stretch) ${IT} to {Targets}
{Targets} (joins in|should join|should join in|can join|can join in|should play along|wants to join)
`;

export const REMOVE_FROM_PLAYING = `
{Targets} can (come off|be left out|be dropped|be taken off|stay out) [now]
(no music|nothing) for {Targets} [leave it out]
!(remove|drop|exclude|leave out) {Targets}
!cut {Targets} out
{Targets} (can|may) (drop out|leave|go|sit out|stop joining in) [now]
(we don't need|i don't need|no need for) (music|it|this) (in|on) {Targets} [anymore]
(just|only) not [in|on] {Targets}
(keep|keep it) out of {Targets}
(stop|quit) (including|using|playing it on|playing this on) {Targets}
(i want|i'd like|i need) {Targets} (removed|dropped|taken out|left out|out)
(don't use|do not use|no longer use) {Targets}
(leave|take|pull|drop|cut|kick|get|move) {Targets} out [of the music]
(pull|take|get|drop) {Targets} (out of|off) the music
(don't include|exclude|skip|spare) {Targets}
{Targets} (doesn't need|does not need|don't need) (music|to play) [any more|anymore]
(drop|remove|exclude|leave out|take out|take away|kick out|kick|lose|ditch|disconnect from the music|take off|unlink) {Targets}
(drop|remove|take|leave|kick|exclude|pull|get) {Targets} (from|out of|off) (the music|this|it|what's playing|the mix|the song|the party)
(take|leave|kick|pull|drop|get|cut) {Targets} out [of it|of this|of the music]
(let|have|make) {Targets} (leave|drop out|sit this one out|sit out|stay out)
(without|not) {Targets} [please]
(no|don't play|don't play it|not) (in|on) {Targets} [any more|anymore|any longer]
{Targets} (out|drops out|should leave|leaves|not any more|should drop out)
`;

export const CREATE_GROUP = `
!(create|make|set up|start) a [new] [speaker] group
(make|create|set up|build) a [new] speaker group (called|named) {Name} (with|from|out of) {Targets}
!(group|combine|put) {Targets} [together] as {Name}
!(make|create|set up|start) a [new] group (called|named) {Name} (with|from) {Targets}
(make|create|set up|start) a [new] group (called|named) {Name} (with|from) {Targets} in it
!(turn|make) {Targets} into a [new] group (called|named) {Name}
(i want to|i'd like to|let's|can we|can you) (group|combine|link) {Targets} [together]
(make|build|create|set up) me a group (called|named) {Name}
(let's|i want to|i'd like to) (make|create|set up|start|build) a [new] group [(called|named) {Name}] [(with|from) {Targets}]
(let's put|can you put|put) {Targets} together (as|and call it|and name it|under the name) {Name}
{Targets} (should be|are|form|become) a [new] group (called|named) {Name}
(put|add|stick) {Targets} (in|into) a [new] group (called|named) {Name}
(put|bring|get) {Targets} together in a [new] group (called|named) {Name}
(make|create|set up|form|build) a [new] [speaker] group (called|named) {Name} (with|from|out of) {Targets}
!call {Targets} together {Name}
(create|make|set up|build) a [new] group (called|named) {Name} [(with|from) {Targets}]
(create|make|form) a group (of|with|from) {Targets} (called|named) {Name}
(make|create|set up|build|add|start|form|i want|i'd like|i need|define) a [new] (group|speaker group|zone) (called|named|by the name of) {Name} (with|from|containing|including|out of|using|that has|made of|consisting of) {Targets}
(make|create|set up|build|form|i want) a [new] (group|speaker group|zone) (with|of|from|out of|using|containing) {Targets} (called|named|and call it|and name it|and call that) {Name}
(make|create|set up|build|add|start|form|i want|i'd like|define) a [new] (group|speaker group|zone) (called|named) {Name}
(make|create|set up|build|form|add|start|i want|i'd like|i need|define) a [new] [speaker] (group|zone)
(make|create|set up|build|form|i want|i'd like) a [new] [speaker] (group|zone) (with|of|from|out of|containing|for) {Targets}
(group|combine|put|join|bundle|link|pair|bring|lump) {Targets} together (as|called|and call it|and name it|and call them|under the name|named) {Name}
(group|combine|bundle|link|merge|make) {Targets} (as|into|into a group called|into the group|into a new group called|and call it|and call them|called|a group called) {Name}
(group|combine|bundle|link|merge|put) {Targets} [together] [(in|into) a [new] group]
(create|make) {Name} (with|from|out of|of) {Targets}
(create|make) [the] group {Name} [(with|from|out of) {Targets}]
new group [called|named] {Name} [(with|from) {Targets}]
new group [(with|of|from) {Targets}]
(call|name) {Targets} together {Name}
`;

export const RENAME = `
!rename {Place} [to] {NewName}
!call {Place} {NewName}
{Place} needs a (new|different|better) name
change {Place}'s name to {NewName}
(i want to|i'd like to|can you|could you|let's) (give|find) {Place} a new name
{Place} (goes by|has become|became) {NewName}
(from now on|from here on) {Place} is (called|named) {NewName}
!change {Place} to {NewName}
!{Place} (should be|is now|will be|needs to be|is to be) called {NewName}
!(change|switch) {Place} to be called {NewName}
!change {Place} (to|into) {NewName}
(i'd like|i want|let's) (to rename|to call|to change) {Place} [to] {NewName}
(change|set) {Place}'s name (to|into) {NewName}
(i want|i'd like) {Place} (to be called|called|renamed to|named) {NewName}
(let's|i'd like to|i want to) (rename|call) {Place} [(to|as)] {NewName}
rename {Place} [(to|as|into)] {NewName}
rename [the] (group|speaker) {Place} [(to|as)] {NewName}
(change|set) the name of {Place} (to|into) {NewName}
(change|set) the name of the (group|speaker) {Place} to {NewName}
change {Place} name to {NewName}
(change|set) {Place} to be (called|named) {NewName}
(call|name) {Place} {NewName} [(from now on|instead|now|please)]
(i want to|let's|from now on) (call|name|rename) {Place} {NewName}
{Place} (is now|should be|will be|is) (called|named|known as) {NewName} [(from now on|now)]
(give|assign) {Place} (the name|a new name|the new name) {NewName}
(rename|change the name of|give a new name to) {Place}
give {Place} (another|a new|a different) name
(rename a speaker|rename a group|rename something)
`;

export const DELETE_GROUP = `
(bin|axe|nuke|lose|ditch|chuck|wipe|clear) the {Place} group
!delete [the] {Place} group
!delete {Place}
!the {Place} group can go
!the group {Place} can go
(i want to|i'd like to|let's|can you|could you) (delete|remove|get rid of|dissolve|break up) [the] {Place} group
(we're done with|i'm done with|no more|goodbye to) the {Place} group
(i want|i'd like) the {Place} group (deleted|gone|removed)
(delete|remove|erase|destroy|dissolve|get rid of|scrap|disband|break up|trash|forget|undo|drop|ungroup|take apart|split up) [the] group [(called|named)] {Place}
(delete|erase|destroy|dissolve|get rid of|scrap|disband|break up|ungroup|trash|take apart|split up) {Place} [group]
(remove|drop|forget|undo|eliminate) the {Place} group
(i don't need|we don't need|i no longer need|i don't want) [the] {Place} group [(any more|anymore|any longer)]
(i don't need|we don't need|i no longer need) the group {Place} [(any more|anymore)]
(delete|remove|get rid of) a group
`;

export const ADD_MEMBER = `
!add {Targets} to {Group}
!add {Targets} to [the] {Group} group
{Targets} should (also be|be) in [the] {Group} group
{Targets} (can go|can be|could go|ought to be) in [the] {Group} group [too]
(i want to|i'd like to|let's|can you) (add|put) {Targets} (to|in|into) [the] {Group} group
(i want|i'd like|i need) {Targets} (added to|put in|put into|moved to|in|assigned to) [the] {Group} group
(i want|i'd like|i need) {Targets} (added to|assigned to) {Group}
(add|put|assign|move|attach|include|join|stick|throw|bring) {Targets} (to|in|into|with) [the] group [(called|named)] {Group}
(add|put|assign|attach|include|join|stick|throw|bring) {Targets} (to|in|into) {Group} group
(add|assign|attach) {Targets} to {Group}
(make|let|have) {Targets} [be] (part of|a member of|a part of|join|belong to) {Group} [group]
{Targets} (belongs to|belongs in|should be in|should be part of|is part of|goes in|goes into|should join|joins|belong to|belong in|are part of) {Group} [group]
(add|include) {Targets} as [a] (member|members) of {Group} [group]
(expand|extend) {Group} group (with|by) {Targets}
(give|let) {Group} group (have|include) {Targets}
(in|to) [the] {Group} [group] add {Targets}
{Group} group should (include|have|contain) {Targets}
`;

export const REMOVE_MEMBER = `
!(remove|take) {Targets} (from|out of) {Group}
!(remove|take) {Targets} (from|out of) [the] {Group} group
(get|take|move|have) {Targets} (out of|away from|off) [the] {Group} group
{Targets} (has no place|doesn't belong|shouldn't be) in [the] {Group} group
(i don't want|we don't want|don't have|don't include) {Targets} in [the] {Group} group [anymore]
{Targets} (is|are) (not|no longer) (in|part of) [the] {Group} group [anymore]
(i want|i'd like|i need) {Targets} (removed from|taken out of|out of|dropped from) [the] {Group} [group]
(remove|take|delete|drop|kick|get|pull|throw|leave|detach|unassign) {Targets} (from|out of|off) [the] group [(called|named)] {Group}
(remove|take|delete|drop|kick|get|pull|throw|leave|detach|exclude) {Targets} (from|out of|off) {Group} [group]
take {Targets} away from {Group}
{Targets} (doesn't|does not|should not|shouldn't|don't|no longer|should no longer) (belong|belongs|be) (to|in|part of) {Group} [group] [(any more|anymore)]
{Targets} (is|are) (not|no longer) (in|part of|a member of) {Group} [group] [(any more|anymore)]
(from|in) [the] {Group} [group] (remove|delete|drop) {Targets}
{Group} [group] without {Targets}
`;

export const SET_CHANNEL = `
!(make|set|put) {Targets} [on|to] [the] {Channel}
{Targets} is (the|my|our) {Channel} (speaker|one|channel|side)
let's (make|have|put) {Targets} [on|in|as] [the] {Channel} [again|speaker|side]
(i want|i'd like) {Targets} (to be|as) (the|my) {Channel} (speaker|one|side)
{Targets} (stands|sits|hangs) on the {Channel}
!turn {Targets} into [the] {Channel}
(turn|make|change) {Targets} into [the] {Channel} [speaker|channel]
(have|let) {Targets} (do|play|be|take|carry|handle) [the] {Channel} [channel|side]
{Targets} (does|takes|carries|handles) [the] {Channel} [channel]
(assign|move|put|set|switch|send) {Targets} (to|on) the {Channel}
(make|set|put|use|have|assign|switch|turn|change|configure|move|let) {Targets} [(to|on|as|be|to be|into|in|onto|back to|back in|over to)] [the] {Channel} [(channel|speaker|one|side)]
(i'd like|i want|i need|we want) {Targets} [(on|to be|as|in|to play|playing)] [the] {Channel} [(channel|side|speaker|one)]
{Targets} (should be|is|goes|plays|should play|will be|belongs|should go|should get|gets|needs to be|stands|are|to) [(on|as|in)] [the] {Channel} [(channel|side|speaker|one)]
{Targets} [on|as] [the] {Channel} [channel]
(play|put|send|give) [the] {Channel} [channel|side] (on|to|through|in|from) {Targets}
{Channel} [channel] (on|to|for) {Targets}
(give|assign|send) {Targets} [the] {Channel} [channel]
{Targets} (plays|should play|play|gets) only [the] {Channel} [channel]
(make|use) {Targets} [as|for] {Channel}
(set|change|switch) the channel (of|on|for) {Targets} to {Channel}
(set|change|switch) [the] {Channel} (speaker|channel) to {Targets}
`;

export const SWAP_CHANNELS = `
(i've got|i have|we have|we've got) (left and right|the channels|the sides) (the wrong way round|mixed up|backwards|swapped|reversed) [(in|on) {Targets}]
(left is right and right is left|right is left and left is right|what's left should be right) [(in|on) {Targets}]
(swap|switch|change) sides [(in|on) {Targets}]
left should be right [and right should be left] [(in|on) {Targets}]
(swap|switch|flip|reverse|exchange) (left and right|right and left|the channels|the stereo|channels|the sides|the left and the right) [(in|on|of|for) {Targets}]
(swap|switch|flip|exchange|reverse|invert|change|trade) [the] (left and right|right and left|left and the right|left with right|channels|stereo channels|stereo|sides|speakers|left and right channels|left and right speakers|stereo sides) [around|over] [(in|on) {Targets}]
(swap|switch|flip|reverse|exchange) {Targets} [channels|around|stereo|sides|left and right]
(left and right|the channels|the stereo|the sides|the speakers|right and left) (are|is|got|seem|seems) (the wrong way round|the wrong way around|swapped|reversed|mixed up|backwards|wrong|flipped|switched|mirrored|crossed) [(in|on) {Targets}]
{Targets} (are|is) (the wrong way round|the wrong way around|backwards|mirrored|reversed|swapped)
{Targets} (has|have|got) left and right (mixed up|swapped|reversed|backwards|wrong|the wrong way round)
make left right and right left [(in|on) {Targets}]
turn the stereo around [(in|on) {Targets}]
`;

export const SET_DEFAULT_GROUP = `
(unless i say otherwise|unless i tell you otherwise|if in doubt|normally|usually) (use|play in|play on) {Group}
this [one] [here] is the {Group} (echo|alexa|device|one)
!(use|always use|play on|play in) {Group} (when|whenever) i (talk|speak) [to you] [(here|in here|from here)]
(set|make|use|choose) {Group} as the default (for this echo|for this room|for this device|in here)
this (room|echo|device) uses {Group}
(if|when) i (just say play|only say play|name no room|give no room|say nothing else) (use|play in|take) {Group}
!use {Group} (here|in here|in this room)
(this echo|this device|this room|this one|this alexa) should (use|play on|play in) {Group} [by default]
(when|if|whenever) i don't (say where|say which|say|name a room|say a room|mention a place|specify|tell you where) (use|play in|play on|play it in|it's|i mean|assume) {Group}
(from now on|in future) (when|if|whenever) i don't (say where|say which|say a room) (use|play in|play on|play it in) {Group}
(use|play in|play on|always use|always play in) {Group} (when|if|whenever) i don't (say where|say which|say|name a room|say a room|mention a place|specify|tell you where)
(use|play in|play on|always use|always play in) {Group} unless i (say otherwise|tell you otherwise|say something else|say where)
(my|the|our) (usual|normal|default|regular|standard) (speakers|group|room|place) [here] (is|are|should be) {Group}
{Group} (is|are|should be) (my|the|our) (usual|normal|regular|default) (speakers|group|room|place) [here]
(when|whenever|if) (i|we) (talk|speak|ask|talk to you|say something|speak to you|ask you) [(here|in here|in this room|from here)] (use|play on|play in|i mean|take|it means) {Group}
(use|take|set|make|choose|pick) {Group} (by default|as default|as the default|as my default|as the default group|as my default group|the default|the default group|my default|the default here|as default here|the standard|for this room|for this echo|for this device|as the standard|my default group|for here)
(set|make|change) [the|my] default [group] [here] [to|be] {Group}
(set|make|change) the default (group|speakers|speaker) (for|of|on|in) (this echo|this device|this room|here) to {Group}
(this echo|this room|this device|this alexa|this one|here) (is|is in|belongs to|uses|should use|is for|stands in|is part of|controls|should control|means|should play on|goes with) {Group}
(you are|you're) in {Group}
(i'm|we are|i am) in {Group} (now|by default)
(link|connect|tie|assign|bind|pair) (this echo|this device|this room) (to|with) {Group}
{Group} (is|should be) (the default|my default|the default group|the default here|my default group|this room)
always (use|play on|play in|take) {Group} [here|in here|from here|by default|in this room]
(from now on|always|here|in here|in this room) (use|play on|play in|take) {Group}
remember (that) (this is|i'm in|this echo is in|this room is) {Group}
(default|default group) {Group}
set (a|the|my) default group
`;
