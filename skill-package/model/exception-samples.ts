// "Everywhere but the kitchen": orders that leave a place out. Each of them needs both places: where, and where not.

const BUT = "(except|but|but not|apart from|except for|other than)";

export const PLAY_EXCEPT = `
(play|put on) {Music} (in|on) {Targets} ${BUT} [(in|on)] {Except}
(play|put on|i want) {Music} {Targets} ${BUT} [(in|on)] {Except}
put {Music} on [(in|on)] {Targets} ${BUT} {Except}
{Music} [(in|on)] {Targets} ${BUT} {Except}
(play|start) [(in|on)] {Targets} ${BUT} [(in|on)] {Except}
{Targets} ${BUT} [(in|on)] {Except}
${BUT} [(in|on)] {Except} play {Music} [(in|on)] {Targets}
`;

const transport = (verbs: string): string => `
(${verbs}) {Targets} ${BUT} [(in|on)] {Except}
(${verbs}) (the music|it) [(in|on)] {Targets} ${BUT} [(in|on)] {Except}
`;

export const PAUSE_EXCEPT = transport("pause|hold|freeze");
export const RESUME_EXCEPT = transport("resume|continue|unpause|carry on");
export const STOP_EXCEPT = `${transport("stop|turn off|shut off|kill")}
turn {Targets} off ${BUT} {Except}
turn {Targets} ${BUT} {Except} off
turn (the music|it) off [(in|on)] {Targets} ${BUT} [(in|on)] {Except}
`;
export const NEXT_EXCEPT = transport("skip|next song");
export const PREVIOUS_EXCEPT = transport("go back");
export const MUTE_EXCEPT = transport("mute|silence|hush");
export const UNMUTE_EXCEPT = transport("unmute");

const LEVEL = "({Percent}|{Level})";

export const SET_VOLUME_EXCEPT = `
(set|turn|put) {Targets} ${BUT} {Except} [(up|down)] to ${LEVEL}
(set|turn|put) {Targets} [(up|down)] to ${LEVEL} ${BUT} {Except}
(set|turn|put) the volume [(up|down)] to ${LEVEL} [(in|on)] {Targets} ${BUT} {Except}
{Targets} ${BUT} {Except} (at|to) ${LEVEL}
volume ${LEVEL} [(in|on)] {Targets} ${BUT} {Except}
`;

export const ADJUST_VOLUME_EXCEPT = `
(turn|bring|make) {Targets} {Direction} [{Amount}] ${BUT} {Except}
(turn|bring|make) {Targets} ${BUT} {Except} {Direction} [{Amount}]
(turn|bring|make) (it|the music|the volume) {Direction} [{Amount}] [(in|on)] {Targets} ${BUT} {Except}
{Direction} [(in|on)] {Targets} ${BUT} {Except}
turn {Direction} (the music|the volume) [(in|on)] {Targets} ${BUT} {Except}
turn {Direction} {Targets} ${BUT} {Except}
`;

export const CREATE_GROUP_EXCEPT = `
(make|create) a group [(called|named) {Name}] (with|of|from) {Targets} ${BUT} {Except}
group {Targets} ${BUT} {Except} [as {Name}]
`;
