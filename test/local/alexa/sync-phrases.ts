// About how well speakers play together: brought into time, listened to, moved a little by ear, the metronome. Written
// before any of them was tried, by somebody who had written the samples: 104 of 109, and 56 of the 65 near misses, were right
// at that first try. What still fails is left in. Columns as in fresh-phrases.ts: what is said | kind | places | words, milliseconds, "anyway".
export const SYNC_PHRASES = `
calibrate the backyard | calibrate | Backyard |
calibrate | calibrate | |
please calibrate the kitchen speakers | calibrate | Kitchen |
calibrate my speakers | calibrate | |
calibrate everywhere | calibrate | * |
calibrate all speakers | calibrate | * |
calibrate the patio and the deck | calibrate | Patio, Deck |
calibrate everywhere but the garage | calibrate | * but Garage |
can you calibrate the living room | calibrate | Living Room |
i want to calibrate the backyard speakers | calibrate | Backyard |
recalibrate the backyard please | calibrate | Backyard |
calibrate the backyard again | calibrate | Backyard |
align the backyard | calibrate | Backyard |
align the speakers | calibrate | |
align my speakers in the backyard | calibrate | Backyard |
synchronize the kitchen | calibrate | Kitchen |
sync the backyard speakers | calibrate | Backyard |
sync up the patio and the deck | calibrate | Patio, Deck |
bring the backyard speakers in sync | calibrate | Backyard |
get the speakers back in sync | calibrate | |
put the kitchen back in time | calibrate | Kitchen |
make the backyard play in time | calibrate | Backyard |
start a calibration | calibrate | |
run a calibration in the kitchen | calibrate | Kitchen |
fix the sync in the backyard | calibrate | Backyard |
fix the timing | calibrate | |
measure the delays in the backyard | calibrate | Backyard |
calibrate anyway | calibrate | | anyway
calibrate the backyard anyway | calibrate | Backyard | anyway
calibrate it anyway | calibrate | | anyway
calibrate the kitchen while the music plays | calibrate | Kitchen | anyway
check the sync | sync-check | |
check the sync in the backyard | sync-check | Backyard |
check the sync please | sync-check | |
check the timing of the kitchen | sync-check | Kitchen |
check the calibration | sync-check | |
check the sync anyway | sync-check | | anyway
are the speakers in time | sync-check | |
are the speakers in sync | sync-check | |
are my speakers still in sync | sync-check | |
are they in time | sync-check | |
are the backyard speakers in sync | sync-check | Backyard |
is the backyard in time | sync-check | Backyard |
is the kitchen still in sync | sync-check | Kitchen |
is the deck in sync with the others | sync-check | Deck |
how well do they play together | sync-check | |
how well does the backyard play together | sync-check | Backyard |
how well do the speakers play together | sync-check | |
do the speakers play in time | sync-check | |
do the patio and the deck play in time | sync-check | Patio, Deck |
how far apart are the speakers | sync-check | |
how far apart are the patio and the deck | sync-check | Patio, Deck |
how is the sync | sync-check | |
how's the sync in the living room | sync-check | Living Room |
listen if the backyard is in time | sync-check | Backyard |
test the sync upstairs | sync-check | Upstairs |
measure the sync | sync-check | |
run a sync check on the backyard | sync-check | Backyard |
the backyard sounds out of sync | sync-check | Backyard |
the speakers are out of sync | sync-check | |
is the calibration done | sync-check | |
how did the calibration go | sync-check | |
which speaker is late | sync-check | |
what did the microphone hear | sync-check | |
make the deck speaker earlier by twenty milliseconds | nudge | Deck | -20
make the deck speaker later by twenty milliseconds | nudge | Deck | 20
make the deck twenty milliseconds later | nudge | Deck | 20
make the patio 15 ms earlier | nudge | Patio | -15
nudge the deck | nudge | Deck | 10
nudge the deck by twenty milliseconds | nudge | Deck | 20
nudge the deck later | nudge | Deck | 10
nudge the deck earlier | nudge | Deck | -10
nudge the deck a bit later | nudge | Deck | 5
a bit earlier | nudge | | -5
a bit later | nudge | | 5
a little later please | nudge | | 5
a lot later | nudge | | 50
five milliseconds earlier | nudge | | -5
a touch earlier on the patio | nudge | Patio | -5
make it a bit earlier | nudge | | -5
make it ten milliseconds later | nudge | | 10
make the fire pit later | nudge | Fire Pit | 10
shift the garage forty milliseconds later | nudge | Garage | 40
move the deck thirty milliseconds earlier | nudge | Deck | -30
delay the deck by twenty milliseconds | nudge | Deck | 20
delay the deck a bit | nudge | Deck | 5
deck a bit later | nudge | Deck | 5
let the patio play a bit earlier | nudge | Patio | -5
the deck should play a little later | nudge | Deck | 5
the deck is late | nudge | Deck | -10
the deck is a bit late | nudge | Deck | -5
the deck is too early | nudge | Deck | 10
the garage is a bit behind | nudge | Garage | -5
the garage lags behind the others | nudge | Garage | -10
the patio is ahead of the others | nudge | Patio | 10
the deck is thirty milliseconds late | nudge | Deck | -30
make the deck later by two seconds | nudge | Deck | 2000
make the deck earlier by nine hundred milliseconds | nudge | Deck | -900
add twenty milliseconds of delay to the deck | nudge | Deck | 20
play the metronome | play | | the metronome
play the metronome on the patio | play | Patio | the metronome
play a metronome in the backyard | play | Backyard | the metronome
start the metronome everywhere | play | * | the metronome
put the metronome on in the kitchen | play | Kitchen | the metronome
metronome on the deck please | play | Deck | the metronome
play a test tone | play | | test tone
play a test tone on the deck | play | Deck | test tone
play the test sound in the kitchen | play | Kitchen | test tone
stop the metronome | stop | |
turn off the metronome | stop | |
stop the test tone in the kitchen | stop | Kitchen |
`;

/** What sounds like these and is something else. */
export const NEAR_SYNC_PHRASES = `
play metronomy | play | | metronomy
play metronomy in the backyard | play | Backyard | metronomy
play something by metronomy on the deck | play | Deck | metronomy
play n sync | play | | n sync
play bye bye bye by n sync in the kitchen | play | Kitchen | bye bye bye by n sync
play come together | play | | come together
play come together by the beatles in the kitchen | play | Kitchen | come together by the beatles
play better late than never on the deck | play | Deck | better late than never
play two of us in the backyard | play | Backyard | two of us
play time after time | play | | time after time
play time by pink floyd on the patio | play | Patio | time by pink floyd
play in time | play | | in time
play too late for goodbyes | play | | too late for goodbyes
play sooner or later on the deck | play | Deck | sooner or later
play five minutes alone in the garage | play | Garage | five minutes alone
play the sound of silence | play | | the sound of silence
make the deck a bit louder | adjust-volume | Deck | 5
nudge the deck up | adjust-volume | Deck | 10
nudge it down a bit | adjust-volume | | -5
a bit louder | adjust-volume | | 5
twenty percent louder on the deck | adjust-volume | Deck | 20
set the deck to twenty | set-volume | Deck | 20
make the deck left | set-channel | Deck | left
check the deck | speaker-status | Deck |
check the battery of the deck | speaker-status | Deck |
check the speakers | speaker-status | |
is the deck connected | speaker-status | Deck |
test the patio | speaker-status | Patio |
how are the speakers doing | speaker-status | |
play a chime on the deck | identify | Deck |
make the deck beep | identify | Deck |
pair anyway | pair | | anyway
do it anyway | pair | | anyway
what did you find | pairing-news | |
did it work | pairing-news | |
play the same in the kitchen | add-to-playing | Kitchen |
put the patio and the deck together as party | create-group | Patio, Deck | party
bring the deck back | unmute | Deck |
move it to the deck | move | Deck |
later | cancel | |
stop | stop | |
calibrate my printer | none | |
calibrate the thermostat | none | |
sync my phone | none | |
sync my calendar | none | |
sync my watch with my phone | none | |
align my chakras | none | |
check the time | none | |
check the mail | none | |
check the tire pressure | none | |
is my watch in sync | none | |
is the train late | none | |
is the bus on time | none | |
am i late | none | |
are we late for dinner | none | |
are we in time for the movie | none | |
wake me up a bit earlier | none | |
remind me a bit later | none | |
make dinner a bit later | none | |
move my meeting earlier | none | |
set the alarm ten minutes later | none | |
delay my flight | none | |
what is a metronome | none | |
how do i calibrate a telescope | none | |
the train is ten minutes late | none | |
`;

/** How loud speakers are against one another. Columns as above. */
export const LEVEL_PHRASES = `
match the levels | match-levels | |
match the levels in the backyard | match-levels | Backyard |
match the levels of the kitchen | match-levels | Kitchen |
please match the levels of the patio and the deck | match-levels | Patio, Deck |
match the levels everywhere | match-levels | * |
match the levels anyway | match-levels | | anyway
match the levels of the backyard anyway | match-levels | Backyard | anyway
match the loudness | match-levels | |
match the loudness of the living room | match-levels | Living Room |
match them | match-levels | |
match my speakers | match-levels | |
even out the levels in the kitchen | match-levels | Kitchen |
equalize the levels upstairs | match-levels | Upstairs |
adjust the levels of the backyard | match-levels | Backyard |
make the kitchen equally loud | match-levels | Kitchen |
make the speakers equally loud | match-levels | |
make my speakers in the backyard equally loud | match-levels | Backyard |
are the speakers equally loud | match-levels | |
is the kitchen equally loud | match-levels | Kitchen |
check the levels of the backyard | match-levels | Backyard |
compare the levels in the living room | match-levels | Living Room |
which speaker is the loudest | match-levels | |
forget the levels | forget-levels | |
forget the levels of the backyard | forget-levels | Backyard |
forget the levels in the kitchen | forget-levels | Kitchen |
forget the matched levels | forget-levels | |
undo the levels | forget-levels | |
undo the levels of the patio | forget-levels | Patio |
reset the levels | forget-levels | |
undo the level matching in the backyard | forget-levels | Backyard |
stop matching the levels | forget-levels | |
set the levels back to normal | forget-levels | |
take back the level matching | forget-levels | |
`;

/** What sounds like these and is something else. */
export const NEAR_LEVEL_PHRASES = `
forget the deck | forget | Deck |
forget the kitchen counter | forget | Kitchen Counter |
make the kitchen louder | adjust-volume | Kitchen | 10
set the level of the kitchen to forty | set-volume | Kitchen | 40
make the deck loud | set-volume | Deck | 75
level forty in the kitchen | set-volume | Kitchen | 40
play level up in the kitchen | play | Kitchen | level up
play match box twenty on the deck | play | Deck | match box twenty
play loud music on the patio | play | Patio | loud
are the speakers in sync | sync-check | |
align the backyard | calibrate | Backyard |
measure the delays in the backyard | calibrate | Backyard |
who won the match | none | |
when does the match start | none | |
find me a match | none | |
match my socks | none | |
what's my blood sugar level | none | |
forget my birthday | none | |
`;
