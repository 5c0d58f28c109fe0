// Speakers themselves: a new one comes, one goes, and one says where it is.

const NEW = "(a new|another|another new|one more|my new|this new|the new)";
const SPEAKER = "(speaker|bluetooth speaker|box)";

export const PAIR = `
!pair a [new] [bluetooth] speaker
!(add|set up|connect) a new [bluetooth] speaker
!pair a new speaker (called|named) {Name}
!(pair|add|set up|connect|hook up|link|install|register|introduce) ${NEW} ${SPEAKER}
(pair|add|set up|hook up) (some|more) new speakers
(i want to|i'd like to|i need to|let's|can you|could you|can i|how do i|help me|help me to) (pair|add|set up|connect|hook up) ${NEW} ${SPEAKER}
(i have|i've got|we have|we've got|here is|there's) ${NEW} ${SPEAKER}
!how (do|can) i (pair|add|connect|set up) a [new] speaker
(look|search|scan) for (a new|new|another|other|more|nearby) (speaker|speakers|bluetooth speakers|bluetooth speaker)
(find|discover) (a new|new|another|other|more) (speaker|speakers|bluetooth speakers|bluetooth speaker)
(start|begin) (pairing|looking for speakers|looking for new speakers|a pairing|bluetooth pairing)
(go into|enter|switch to|turn on|use) pairing mode
(bluetooth pairing|pairing|pairing mode|pair|new speaker|pair it|pair this|pair one)
(pair|add|connect|set up) (my|the|this) new [bluetooth] speaker [and call it {Name}]
(add|set up|connect) (a|another) new speaker (called|named|and call it|and name it) {Name}
`;

export const PAIR_ANYWAY = `
!pair anyway
!pair it anyway
!yes anyway
!yes (do it|go ahead|do that) anyway
(pair|look|search|do it|go ahead|look for it|look for speakers|pair a speaker|do that) anyway
(pair|look|search) (while|even while|even though|although) [the] music (plays|is playing)
(pair|look|search) (all the same|regardless|nevertheless)
(i don't care|never mind the music|it's okay) (pair|look|go ahead) [anyway]
`;

export const PAIRING_NEWS = `
!what did you find
!(what have you found|did you find it|have you found it|did you find anything)
(what|which ones|which speakers|which speaker|who) (did you find|have you found|do you see|can you see now|did you see|have you got there)
(did you|have you) (find|found|see|seen) (it|one|anything|something|any|mine|my speaker|the speaker|a speaker|the new one) [yet|now]
(do you see|can you see|can you find) (it|one|anything|the new one|mine|my new speaker|the new speaker) [yet|now]
(look|search|scan|check) (again|once more|one more time)
(keep|go on) (looking|searching)
(it is|it's|the speaker is|the button is|it) (blinking|flashing|in pairing mode|on now|ready to pair) [now]
(i've pressed|i am holding|i'm holding) (it|the button|the bluetooth button)
(how far are you|are you done|have you finished|are you finished|is it done|did that work|did it work|has it worked|did it pair|has it paired) [yet]
(is|was) the pairing (done|finished|over|ready|complete)
`;

export const CHOOSE = `
!number {Number}
!{Ordinal}
(number|speaker number|it's number|it is number|take number|use number|pick number|i want number|the one with number|choose number) {Number} [please]
(take|use|pick|choose|pair|it's|it is|i want|i'd like|i mean|i meant|go with) {Ordinal} [please]
{Ordinal} (please|is it|is mine|is the one)
(yes|okay) (number {Number}|{Ordinal})
`;

export const FORGET = `
!forget {Targets}
!forget the {Targets} speaker
!forget the speaker {Targets}
!unpair {Targets}
(forget|unpair|unregister|deregister) {Targets} [speaker|speakers] [for good|forever|completely|please]
(forget|unpair) the speaker (called|named) {Targets}
(delete|remove|erase|take) the [bluetooth] speaker {Targets}
!(remove|delete) {Targets} from (the house|my house|my home|the bridge)
(remove|delete|erase|take) {Targets} (from|out of) (the house|my house|my home|the bridge|the system|house band|my speakers|the list of speakers) [for good]
(delete|remove|erase) the pairing (of|with|for) {Targets}
(i sold|i've sold|we sold|i gave away|i've given away|i threw out|i lost|i broke) {Targets} [speaker]
(i don't have|we don't have|i no longer have|i don't own|we no longer have) {Targets} [any more|anymore]
(get rid of|throw out|retire) {Targets} for good
{Targets} (is|are) (gone|sold|broken) for good
(i want to|i'd like to|can you|could you|please) (forget|unpair) {Targets}
(forget a speaker|unpair a speaker|remove a speaker for good)
`;

export const IDENTIFY = `
!which (speaker|one) is {Targets}
!identify {Targets}
!which is {Targets}
(which|what) (speaker|one|box) (is|was) {Targets} [again]
(which|what) (speaker|one|box) is (called|named) {Targets}
(show|tell) me which (one|speaker|box) {Targets} is
(show|tell) me which (one|speaker|box) is {Targets}
(where is|where's|where are) {Targets} [speaker]
(where is|where's) the speaker (called|named) {Targets}
(identify|locate|find) {Targets} [speaker|speakers]
(make|let|have) {Targets} (chime|beep|ring|ding|ping|bleep|identify itself|make a sound|make a noise|say hello|say where it is|speak up)
(play|sound|make) (a|the) (chime|beep|ding|ping|sound) (on|in|at|from|through) {Targets}
(chime|beep|ping|ring|bleep) [on|in] {Targets}
(i can't find|i can't tell which is|i don't know which is|i forgot which is|i don't know which one is) {Targets}
(identify|which speaker is which|which one is which|make a speaker chime|identify a speaker)
`;
