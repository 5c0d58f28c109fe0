// What sounds like an order and must not be carried out: orders not to do something, and two orders in one breath.
// As intents of their own they are answered for what they are; left to likeness, half of each would be done.

const DONT = "(don't|do not|never)";

export const LEAVE_BE = `
${DONT} (stop|pause|mute|skip|turn off|change|touch|cut|kill|end) (it|the music|this|this song|the song) [(in|on) {Targets}]
${DONT} (stop|pause|mute|turn off|touch|silence|unmute|resume|start|move|skip) {Targets}
${DONT} turn (it|the music|the volume|{Targets}) (off|{Direction})
${DONT} turn {Direction} (the music|the volume|{Targets})
${DONT} (play|put on) (anything|music|it|that|this|{Music}) [(in|on) {Targets}]
!don't (play|put on) {Music}
${DONT} (stop|start) [playing]
${DONT} (play|put on) that again
${DONT} (mute|unmute|pause|resume|stop|skip|play|move|raise|lower) [anything|everything]
${DONT} (raise|lower|change|touch|increase) the volume [(in|on) {Targets}]
${DONT} (delete|remove|rename|add|drop|change) {Targets} [(group|from the group|to the group)]
${DONT} (set|turn) (the volume|{Targets}) to ({Percent}|{Level})
${DONT} move (it|the music|this) [to {Targets}]
${DONT} (go|skip) [(back|ahead)]
${DONT} (make it|be) {Direction}
${DONT} you dare (stop|pause|skip|mute) [(it|the music|this)]
i (don't|do not) want (it|the music|{Targets}) (stopped|paused|muted|turned off|changed|moved)
i (don't|do not) want you to (stop|pause|mute|skip|turn off|turn {Direction}|change|move) [(it|the music|this|{Targets})]
i (didn't|did not|never) (say|mean|ask you to|tell you to) (stop|pause|mute|skip|play|that)
(leave|keep) (it|the music|the volume|{Targets}) (alone|as it is|like it is|the way it is|like that|on)
(leave|keep) (this song|this one|it) on
`;

const PLAY = "(play|put on)";
const DO = "(pause|stop|mute|unmute|resume|turn off|skip)";

export const TWO_ORDERS = `
${PLAY} {Music} (in|on) {Targets} and {OtherMusic} (in|on) {OtherTargets}
{Music} (in|on) {Targets} and {OtherMusic} (in|on) {OtherTargets}
${PLAY} {Music} (in|on) {Targets} and ${PLAY} {OtherMusic} (in|on) {OtherTargets}
${PLAY} {Music} (in|on) {Targets} and (then|) ${DO} {OtherTargets}
${PLAY} {Music} (in|on) {Targets} and turn (it|{OtherTargets}) {Direction}
${DO} {Targets} and [then] ${PLAY} {Music} (in|on) {OtherTargets}
${DO} {Targets} and [then] ${DO} {OtherTargets}
${DO} {Targets} and [then] turn {Direction} {OtherTargets}
${DO} {Targets} and [then] turn {OtherTargets} {Direction}
turn {Direction} {Targets} and [then] ${DO} {OtherTargets}
turn {Targets} {Direction} and [then] ${DO} {OtherTargets}
turn {Targets} {Direction} and [then] turn {OtherTargets} {OtherDirection}
turn {Direction} {Targets} and turn {OtherDirection} {OtherTargets}
turn {Targets} {Direction} and {OtherTargets} {OtherDirection}
set {Targets} to {Percent} and {OtherTargets} to {OtherPercent}
set {Targets} to {Percent} and set {OtherTargets} to {OtherPercent}
`;
