// Levels ("forty", "half", "max") and steps ("a touch", "by ten", "too loud").

const ON = "(in|on)";
const LEVEL = "({Percent}|{Level})";

export const SET_VOLUME = `
(blast|play|have|run|keep) (it|the music|this) at ({Percent}|{Level}) [(in|on) {Targets}]
!(set|turn|put) {Targets} to ({Percent}|{Level})
!{Targets} (at|to) ({Percent}|{Level})
!volume {Percent} (in|on) {Targets}
!{Targets} volume ({Percent}|{Level})
!(set|turn|put) the volume to {Percent}
!(lower|raise|drop|cut|reduce|boost) {Targets} to {Percent}
!(lower|raise|drop) the volume (in|on) {Targets} to {Percent}
(turn|bring|take|put) (up|down) the volume (in|on|of) {Targets} to ({Percent}|{Level})
(turn|bring|take) the volume (in|on|of) {Targets} (up|down) to {Percent}
!(turn|bring|take) (up|down) {Targets} to {Percent}
(turn|bring|take) {Targets} (up|down) to ({Percent}|{Level})
!(set|change|adjust) the volume [(in|on|of) {Targets}]
!(set|change|adjust) {Targets} volume
(dial|cut|knock|back|scale|bring|take) {Targets} (back|back down|down|off) to {Percent}
(volume of|level of|loudness of|sound level of) {Targets} (to|at) {Percent}
(i'd like|i want|have|keep|leave|put|play) {Targets} (at|on|around|about) ({Percent}|{Level})
(turn|drop|lower|raise|bring|set|put|crank|make) {Targets} (to|at|down to|up to) {Percent}
(turn|set|put|bring|crank) {Targets} (to|at) {Level}
(turn|bring|crank|push) {Targets} {Level}
(set|turn|put|change|bring|drop|lower|raise) the volume (to|down to|up to|at) {Percent} [(in|on) {Targets}]
(turn|drop|bring|set|put|take|crank|get|lower|raise|make) (it|the music|this) (to|down to|up to) {Percent} [(in|on) {Targets}]
(turn|drop|bring|set|put|take|crank|get|lower|raise) (it|the music|the volume) (to|down to|up to) {Percent} {Targets}
(set|turn) the volume to {Level} [(in|on|for) {Targets}]
(set|put|turn|have) {Targets} (to|at|on) ${LEVEL}
(turn|bring|take|crank|pump|push|put|get|dial|ramp|raise|lower|reduce) {Targets} [(up|down)] to ${LEVEL}
(drop|lower|raise|reduce|increase|cut|knock|bump|boost|make|keep|i want|i'd like|leave|get|bring) {Targets} [(down|up)] (to|at) ${LEVEL}
(make|keep|i want|i'd like|have|set|give|let) {Targets} [be] ${LEVEL} [volume]
(set|turn|put|make|change|adjust|bring|drop|take|raise|lower|have|keep|i want|i'd like) [the] volume [(up|down)] [(to|at)] ${LEVEL} [(in|on|for|) {Targets}]
(set|turn|put|make|change|adjust|raise|lower|bring|drop) [the] volume (in|on|of|for) {Targets} [(up|down)] (to|at) ${LEVEL}
(set|turn|put|change|bring|lower|raise|drop|i want) {Targets} volume [(up|down)] (to|at) ${LEVEL}
(set|turn|bring|drop|put|crank|take|raise|lower|keep|make|dial|have) (it|the music|this|everything|the sound|that|things) [(up|down)] (to|at) ${LEVEL} [(in|on|) {Targets}]
turn (it|the music) ${LEVEL}
(volume|level) [(to|at)] ${LEVEL} [(in|on|) {Targets}]
(volume|level) (in|on|for|of) {Targets} [(to|at)] ${LEVEL}
{Targets} [volume] [(to|at|on)] ${LEVEL}
{Targets} (should be|goes|down to|up to|needs to be) [at] ${LEVEL}
${LEVEL} volume [(in|on|) {Targets}]
${LEVEL} (in|on|for) {Targets}
(in|on) {Targets} (set|turn|put) (the volume|it) to ${LEVEL}
(set|turn|put|make|bring) {Targets} [(up|down)] to {Percent} percent
(set|turn|put) [the] volume [(up|down)] to {Percent} percent [(in|on|for) {Targets}]
{Targets} [(to|at)] {Percent} percent
volume {Percent} percent [(in|on) {Targets}]
{Level} {Targets}
${LEVEL}
go [(up|down)] to ${LEVEL} [(in|on) {Targets}]
`;

const BY = "(by {Points}|{Amount})";
const THING = "(it|this|the music|the sound|the volume|things|everything|that)";

export const ADJUST_VOLUME = `
(turn|bring|keep) (that|this|the) (racket|noise|din|row|lot|thing) {Direction} [{Amount}]
give it {Amount} {Direction} [(in|on) {Targets}]
(ease|inch|slide|nudge) (it|the music|the volume|{Targets}) {Direction} [{Amount}]
!turn (it|the music|the volume|this) {Direction} [(in|on) {Targets}]
!turn {Direction} (it|the music|the volume) [(in|on) {Targets}]
!turn {Targets} {Direction}
!make it {Direction} (in|on) {Targets}
!turn {Direction} {Targets}
!{Targets} {Direction}
!{Direction} {Targets}
!{Direction} (in|on) {Targets}
!{Direction} {Targets} by {Points}
{Targets} (is|are) [just] {Amount} {Direction}
(could|can|would) you (turn|bring) {Targets} {Direction} [{Amount}]
(i need|i want|i'd like|give me|give us) {Amount} {Direction} [(in|on) {Targets}]
(can you|could you|can we|could we) have {Targets} [{Amount}] {Direction}
!(pump|turn|crank) it {Direction} (in|on) {Targets}
(turn|pump|crank|bring) {Direction} the (tunes|song|beats|radio|party|track|audio|speakers) [(in|on) {Targets}]
(turn|pump|crank|bring) the (tunes|song|beats|radio|audio|{Kind}) {Direction} [{Amount}] [(in|on) {Targets}]
!turn {Direction} the {Kind} [(in|on) {Targets}]
(knock|dial|tone|turn) {Targets} {Direction} {Amount}

!{Points} percent {Direction} (in|on|for) {Targets}
(the music|it|the {Kind}) (is|sounds|seems) [{Amount}] {Direction} [(in|on) {Targets}]
(the music|it) (in|on) {Targets} (is|sounds|seems) [{Amount}] {Direction}
(i|we|they|you) {Direction} (the music|it|anything|a thing) (in|on|from|over at) {Targets}
!(knock|bring|turn|bump|move|take|drop) {Targets} {Direction} {Points} [percent]
!turn {Targets} {Direction} {Amount}
(pump|crank|push|kick|ramp|nudge|bump|dial|notch) it {Direction} [{Amount}] [(in|on) {Targets}]
{Targets} (is|are|was|sounds) {Amount} {Direction}
(it's|that's) {Amount} {Direction} [(in|on) {Targets}]
{Direction} just {Amount} [(in|on) {Targets}]
(turn|bring|nudge) {Targets} {Direction} just {Amount}
{Amount} {Direction} [(in|on) {Targets}]
(give|lend) {Targets} [{Amount}] {Direction}
turn (it|the music|the volume) {Direction} [(in|on) {Targets}]
turn {Targets} {Direction} [{Amount}]
{Targets} {Direction} {Points}
(turn|bring|move|take|push|put|go|pump|nudge|bump|knock|crank|dial|tone) {Targets} {Direction} [${BY}]
(turn|bring|push|bump|nudge|make) {Targets} {Amount} {Direction}
(turn|bring|move|take|push|put|pump|nudge|bump|knock|crank|dial|tone|make) ${THING} {Direction} [${BY}] [${ON} {Targets}]
(turn|bring|make|put) ${THING} {Amount} {Direction} [${ON} {Targets}]
{Direction} (by|) {Points} (percent|points) [${ON} {Targets}]
(turn|bring) {Targets} {Direction} [by] {Points} percent
(turn|bring|move) (it|the volume|the music) {Direction} [by] {Points} percent [${ON} {Targets}]
{Direction} {Targets} [by] {Points} [(percent|points)]
{Direction} a [little|tiny|wee] bit [${ON} {Targets}]
(turn|make|bring) ${THING} ${ON} {Targets} {Direction} [${BY}]
(turn|make|bring) ${THING} ${ON} {Targets} {Amount} {Direction}
{Direction} [the] volume [${BY}] [${ON} {Targets}]
{Direction} the volume ${ON} {Targets} ${BY}
volume {Direction} [${BY}] [${ON} {Targets}]
volume ${BY} {Direction} [${ON} {Targets}]
{Direction} [${BY}] [${ON}] {Targets}
{Direction} {Targets} ${BY}
{Direction} ${BY}
{Direction}
{Amount} {Direction} [${ON} {Targets}]
{Direction} (by|) {Points} (percent|points) [${ON} {Targets}]
(turn|bring) {Targets} {Direction} [by] {Points} percent
(turn|bring|move) (it|the volume|the music) {Direction} [by] {Points} percent [${ON} {Targets}]
{Direction} {Targets} [by] {Points} [(percent|points)]
{Direction} a [little|tiny|wee] bit [${ON} {Targets}]
{Points} (percent|points) {Direction} [${ON} {Targets}]
{Targets} [volume] {Direction} [${BY}]
{Targets} {Amount} {Direction}
(turn|bring) {Direction} (it|the music|the sound|the volume) [${BY}] [${ON} {Targets}]
(make|could|can) {Targets} [be] [{Amount}] {Direction}
(it's|that's|this is|the music is|they are|the volume is) [{Amount}] {Direction} [${ON} {Targets}]
{Targets} (is|are|sounds|seems|needs to be|should be|could be|has to be) [{Amount}] {Direction}
(i|we) {Direction} (it|the music|the song|anything) [${ON} {Targets}]
(i|we) {Direction} {Targets}
(not|less|more) {Direction} [${ON} {Targets}]
(i'd like|i want|i need|we need|can we have) (it|the music|{Targets}|the volume) [{Amount}] {Direction}
(in|on) {Targets} (turn it|make it|go) [{Amount}] {Direction}
{Direction} (it|the music|the sound) [${BY}] [${ON} {Targets}]
`;
