// How well speakers play together: brought into time by microphone, listened to, or moved a little by ear.

const AT = "(in|on|of|for)";
const SPEAKERS = "(the speakers|my speakers|our speakers|them)";
const IN_TIME =
  "(in sync|in time|in step|together in time|synchronized|synced|synced up|aligned|lined up|calibrated|in time with each other|in sync with each other)";
const OUT_OF_TIME = "(out of sync|out of time|out of step|not in sync|not in time|not together)";
const BUT = "(except|but|but not|apart from|except for)";

export const CALIBRATE = `
!calibrate
!calibrate {Targets}
!(calibrate|recalibrate|align|realign|synchronize) (my|the|our|all my|all the) speakers
!(align|synchronize|sync|sync up) {Targets}
!(calibrate|align) {Targets} ${BUT} {Except}
!calibrate [{Targets}] {Anyway}
!calibrate (it|them|the speakers) {Anyway}
!yes calibrate [{Targets}] {Anyway}
(calibrate|recalibrate|align|realign|synchronize|sync|sync up|line up) {Targets} [(again|now|with each other|with the microphone|by microphone)]
(calibrate|recalibrate|align|realign|synchronize|sync|sync up|line up) ${SPEAKERS} [(again|now|with each other|with the microphone)] [(in|on) {Targets}]
(calibrate|align|measure|adjust|correct) the (delay|delays|timing|latency|latencies) [${AT} {Targets}]
(start|run|do|begin|make|perform) (a|the|another|a new) calibration [${AT} {Targets}]
calibration [${AT} {Targets}]
(bring|get|put|pull) {Targets} (in sync|in time|into sync|back in sync|back in time|into line|in step)
!(get|bring|put) the speakers (in sync|back in sync|in time|back in time)
!fix the (sync|timing)
(bring|get|put|pull) ${SPEAKERS} (in sync|in time|into sync|back in sync|back in time|into line|in step) [(in|on) {Targets}]
(make|have|let) {Targets} play (in time|in sync|in step)
(make|have) (the|my|our) speakers play (in time|in sync|in step) [(in|on) {Targets}]
(fix|repair|improve|sort out) the (sync|timing|synchronization|delay) [${AT} {Targets}]
(i want|i'd like|i need) {Targets} (calibrated|aligned|synchronized)
(i want to|i'd like to|can you|could you|let's) (calibrate|align|synchronize) [{Targets}]
(calibrate|align|synchronize) {Targets} {Anyway}
`;

export const SYNC_CHECK = `
!check the (sync|timing|synchronization|alignment|calibration)
!check the (sync|timing) ${AT} {Targets}
!check the sync {Anyway}
!yes (check the sync|listen) {Anyway}
!(is|are) {Targets} [still] (in sync|in time|aligned|calibrated|synchronized)
!are (the speakers|my speakers|our speakers|they) [still] (in sync|in time|aligned|calibrated|synchronized)
!how well (do|does) (they|the speakers|my speakers|{Targets}) play together
(check|test|measure|verify|listen to|hear|control) the (sync|timing|synchronization|alignment|calibration) [again|now] [${AT} {Targets}]
(check|listen|listen to the sync) {Anyway}
(is|are) {Targets} [still] (${IN_TIME}|${OUT_OF_TIME})
are (the speakers|my speakers|they|the two|all of them) [still] (${IN_TIME}|${OUT_OF_TIME}) [(in|on) {Targets}]
!do (the speakers|they) [still] play (in time|in sync|together)
!how far apart are (the speakers|they|{Targets})
(do|does) {Targets} [still] play (in time|in sync|together)
do (the speakers|my speakers|they) [still] play (in time|in sync|together) [(in|on) {Targets}]
how well (are|do) (the speakers|my speakers|they|{Targets}) (synchronized|aligned|calibrated|in sync|play together|play in time|fit together)
(how far|how much) (apart|out of sync|out of time|off) (are|is) (the speakers|my speakers|they|{Targets})
(how good|how's|how is|what's|what is|tell me) (the sync|the timing|the synchronization|the alignment) [${AT} {Targets}]
(check|test|see|listen|find out|tell me) (if|whether) {Targets} (is|are) (in sync|in time|aligned|together)
(check|test|see|listen|find out|tell me) (if|whether) (they|the speakers) (are|play) (in sync|in time|together)
(run|do|start|make) a (sync check|sync test|timing test|timing check) [(in|on) {Targets}]
(sync check|sync test|sync status|sync report|timing check) [(in|on|for) {Targets}]
{Targets} (is|are|sounds|sound|plays|play|seems) ${OUT_OF_TIME}
(the speakers|my speakers|they) (are|sound|play|seem) ${OUT_OF_TIME} [(in|on) {Targets}]
(is|was) the calibration (done|finished|ready|over|complete|good) [yet|now]
(how far is|how is|how did|what about|what came of) the (calibration|measurement) [go|going|coming along]
(what did the (calibration|microphone) (find|hear|say)|what did the microphone hear ${AT} {Targets})
(are you still|have you finished) (calibrating|measuring) [{Targets}]
(which|what) (speaker|speakers) (is|are) ({Lateness}|out of sync|out of time)
`;

const LEVELS = "(levels|loudness|speaker levels|sound levels|loudnesses)";
const EVEN = "(equally loud|just as loud|as loud as each other|the same loudness|evenly loud)";

export const MATCH_LEVELS = `
!match the (levels|loudness)
!match the levels ${AT} {Targets}
!match them
!match the levels {Anyway}
!adjust the (levels|loudness) ${AT} {Targets}
!(match|equalize) the (levels|loudness) of (the speakers|my speakers)
(match|balance out|even out|equalize|level out|adjust|align|measure) the ${LEVELS} [${AT} {Targets}] [{Anyway}]
(even out|level out) (the speakers|my speakers|all speakers) [(in|on) {Targets}]
(match|even out|equalize) {Targets} in (loudness|level)
(make|have) {Targets} ${EVEN}
(make|have) (the speakers|my speakers|all speakers|them|them all) ${EVEN} [(in|on) {Targets}]
(are|is) {Targets} ${EVEN}
are (the speakers|they) ${EVEN}
(check|compare|measure) the ${LEVELS} [${AT} {Targets}]
which speaker is (the loudest|the softest|too loud for the others)
`;

export const FORGET_LEVELS = `
!forget the levels
!forget the levels ${AT} {Targets}
!(undo|reset) the levels
(forget|undo|reset|clear|remove|drop|cancel|take back) the (matched levels|level matching|levels|loudness matching) [${AT} {Targets}]
(undo|take back|reset) the level matching [${AT} {Targets}]
(stop|end) matching the levels [${AT} {Targets}]
(put|set) the levels back [to normal|to how they were] [${AT} {Targets}]
(let|have) {Targets} play as loud as (it was|they were) built
`;

const STEP = "(make|nudge|shift|push|pull)";
const IT = "(it|this one|that one|this speaker|that speaker|the speaker)";
const MS = "(milliseconds|millisecond)";

export const NUDGE = `
!(make|nudge|shift) {Targets} {Timing}
!(make|nudge|shift) {Targets} {Timing} by {Milliseconds} milliseconds
!(make|nudge|shift) {Targets} {Milliseconds} milliseconds {Timing}
!(make|nudge|shift|move) (it|{Targets}) {Amount} {Timing}
!{Amount} {Timing}
!{Milliseconds} milliseconds {Timing}
!{Targets} {Amount} {Timing}
!{Targets} {Milliseconds} milliseconds {Timing}
!(delay|nudge|shift) {Targets} by {Milliseconds} milliseconds {Timing}
${STEP} {Targets} {Timing} [(by {Milliseconds} ${MS}|by {Seconds} seconds|{Amount}|by {Amount})]
${STEP} ${IT} {Timing} [(by {Milliseconds} ${MS}|by {Seconds} seconds|{Amount}|by {Amount})]
${STEP} {Targets} ({Milliseconds} ${MS}|{Seconds} seconds|{Amount}) {Timing}
${STEP} ${IT} ({Milliseconds} ${MS}|{Seconds} seconds|{Amount}) {Timing}
move (it|{Targets}) {Timing} by ({Milliseconds} ${MS}|{Seconds} seconds|{Amount})
move (it|{Targets}) ({Milliseconds} ${MS}|{Seconds} seconds) {Timing}
{Timing} {Targets} by ({Milliseconds} ${MS}|{Amount}|{Seconds} seconds)
{Timing} {Targets} {Amount}
{Timing} by ({Milliseconds} ${MS}|{Amount}) [(in|on|for) {Targets}]
({Milliseconds} ${MS}|{Amount}) {Timing} [(in|on|for) {Targets}]
(add|give) {Milliseconds} ${MS} [of] {Timing} to {Targets}
(add|give) {Targets} {Milliseconds} ${MS} [of] {Timing}
(let|have|make) {Targets} (play|come|come in|start|sound) ({Amount}|{Milliseconds} ${MS}|) {Timing}
{Targets} (should|needs to|must|has to) (play|be|come|come in|sound) ({Amount}|{Milliseconds} ${MS}|) {Timing}
(i want|i'd like) {Targets} ({Amount}|{Milliseconds} ${MS}|) {Timing}
{Targets} (is|are|comes|comes in|sounds|plays) ({Amount}|{Milliseconds} ${MS}|) {Lateness}
{Targets} {Lateness}
!(nudge|shift) {Targets}
!nudge {Targets} [by] {Milliseconds} milliseconds
(nudge|shift) {Targets} [by] ({Amount}|{Milliseconds} ${MS})
nudge ${IT} [(by {Milliseconds} ${MS}|{Amount})]
`;
