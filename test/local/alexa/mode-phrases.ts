// Shuffle and repeat. Columns as in fresh-phrases.ts: what is said | kind | places | on, off, one, all, words.
export const MODE_PHRASES = `
shuffle | set-shuffle | | on
shuffle this | set-shuffle | | on
shuffle the music in the kitchen | set-shuffle | Kitchen | on
turn shuffle on | set-shuffle | | on
turn on shuffle in the backyard | set-shuffle | Backyard | on
shuffle on please | set-shuffle | | on
stop shuffling | set-shuffle | | off
turn shuffle off | set-shuffle | | off
turn off shuffle in the bedroom | set-shuffle | Bedroom | off
repeat this song | set-repeat | | one
loop this track in the garage | set-repeat | Garage | one
put this song on repeat | set-repeat | | one
repeat everything | set-repeat | | all
repeat the album | set-repeat | | all
turn repeat on in the kitchen | set-repeat | Kitchen | all
stop repeating | set-repeat | | off
turn repeat off | set-repeat | | off
play jazz shuffled in the garage | play | Garage | jazz
save this as sunday mix | save-preset | | sunday mix
remember this as party music | save-preset | | party music
store what's playing as morning | save-preset | | morning
forget the preset sunday mix | forget-preset | | sunday mix
delete my favorite friday night | forget-preset | | friday night
what are my presets | list-presets | |
which favorites do i have | list-presets | |
play rock on shuffle | play | | rock
`;
