// In which order what plays is played, and what follows its end.

const ON = "(in|on)";

export const SHUFFLE_ON = `
!shuffle [(this|it|the music|the songs|everything that's playing)] [${ON} {Targets}]
!(turn|switch) shuffle on [${ON} {Targets}]
!(turn|switch) on shuffle [${ON} {Targets}]
!shuffle on [${ON} {Targets}]
(mix up|shuffle up) the (songs|order|music) [${ON} {Targets}]
`;

export const SHUFFLE_OFF = `
!stop shuffling [${ON} {Targets}]
!(turn|switch) shuffle off [${ON} {Targets}]
!(turn|switch) off shuffle [${ON} {Targets}]
!shuffle off [${ON} {Targets}]
`;

export const REPEAT_ONE = `
!(repeat|loop) this (song|track|one|tune) [${ON} {Targets}]
!(put|play) this (song|track|one) on (repeat|loop) [${ON} {Targets}]
`;

export const REPEAT_ALL = `
!(repeat|loop) (everything|all|all of it|the playlist|the album|the list) [${ON} {Targets}]
!(turn|switch) repeat on [${ON} {Targets}]
!repeat on [${ON} {Targets}]
put (the album|the playlist|everything) on (repeat|loop) [${ON} {Targets}]
`;

export const REPEAT_OFF = `
!stop (repeating|looping) [${ON} {Targets}]
!(turn|switch) repeat off [${ON} {Targets}]
!(turn|switch) off repeat [${ON} {Targets}]
!repeat off [${ON} {Targets}]
`;

export const SHUFFLE_PLAY = `
!(play|put on) {Music} shuffled [${ON} {Targets}]
!(play|put on) {Music} on shuffle [${ON} {Targets}]
!shuffle play {Music} [${ON} {Targets}]
`;

export const SAVE_PRESET = `
!(save|store|keep|remember) this [music] as {Name} [${ON} {Targets}]
!(save|store) what's playing as {Name} [${ON} {Targets}]
!(save|store|add) this (as a|to my) (preset|presets|favorites|favourites) [called {Name}]
!make this [music] my {Name}
`;

export const FORGET_PRESET = `
!(forget|delete|remove) [the|my] (preset|favorite|favourite) [called] {Name}
!(forget|delete|remove) [the|my] {Name} (preset|favorite|favourite)
`;

export const LIST_PRESETS = `
!(what are|list|tell me|read me) [all] my (presets|favorites|favourites)
!(what|which) (presets|favorites|favourites) (do i have|are there|do you know|have i got)
`;
