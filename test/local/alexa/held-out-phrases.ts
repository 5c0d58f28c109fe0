// Phrases that were written before the resolver was tuned, and that nobody tunes against one by one.
// Columns: what is said | kind | places, as this home calls them ("*" everywhere, "@" here) | words, name or number.
export const HELD_OUT_PHRASES = `
stick some jazz on out back | play | Backyard | jazz
jazz please, patio and fire pit | play | Patio, Fire Pit | jazz
could you put a bit of miles davis on in the kitchen | play | Kitchen | miles davis
i fancy some blues in the office | play | Office | blues
let's have classical upstairs | play | Upstairs | classical
get some reggae going by the fire pit | play | Fire Pit | reggae
can i get some rock and roll on the deck | play | Deck | rock and roll
throw on some oldies in the garage | play | Garage | oldies
fire up the party playlist everywhere | play | * | party
kick off some eighties music in the backyard | play | Backyard | eighties
i'd love to hear fleetwood mac in the living room | play | Living Room | fleetwood mac
would you mind playing something mellow in the bedroom | play | Bedroom | something mellow
give me some country on the patio speaker | play | Patio | country
in the kitchen play ambient | play | Kitchen | ambient
on the backyard speakers put on soul | play | Backyard | soul
for anna's room, lullabies please | play | Anna's Room | lullabies
out on the deck i want reggae | play | Deck | reggae
play the dark side of the moon in the garage | play | Garage | the dark side of the moon
play something | play | |
put some tunes on | play | |
music in the kitchen please | play | Kitchen |
start the music outside | play | Backyard |
play jazz | play | | jazz
i want to listen to abba | play | | abba
blast some metal in the garage | play | Garage | metal
pump some disco through the living room speakers | play | Living Room | disco
play smooth jazz over the kitchen and the living room | play | Kitchen, Living Room | smooth jazz
play jazz in the back yard and firepit | play | Backyard, Fire Pit | jazz
play lo-fi in annas room | play | Anna's Room | lo-fi
spin some motown for us on the deck and the patio and the fire pit | play | Deck, Patio, Fire Pit | motown
play christmas songs all over the house | play | * | christmas
play hotel california by the eagles in the office | play | Office | hotel california by the eagles
queue up some funk in the kitchen | play | Kitchen | funk
can we have some dinner music in the living room | play | Living Room | dinner
play music here | play | @ |
play folk on all the speakers | play | * | folk
would you please play piano music in the bedroom | play | Bedroom | piano
turn on some bossa nova in the kitchen | play | Kitchen | bossa nova
hey play bob marley over in the backyard will you | play | Backyard | bob marley
pause the backyard | pause | Backyard |
can you pause the music in the kitchen for a second | pause | Kitchen |
hold the music | pause | |
put the garage on pause | pause | Garage |
pause everything | pause | * |
pause | pause | |
carry on playing in the office | resume | Office |
unpause the deck | resume | Deck |
resume | resume | |
pick up where we left off | resume | |
continue the music in the living room please | resume | Living Room |
keep playing on the patio | resume | Patio |
kill the music | stop | |
shut it off in the garage | stop | Garage |
stop | stop | |
stop playing in the bedroom | stop | Bedroom |
turn the music off everywhere | stop | * |
cut the sound in the kitchen | stop | Kitchen |
turn off the patio | stop | Patio |
that's enough music in the office | stop | Office |
switch off the fire pit and the deck | stop | Fire Pit, Deck |
skip this one | next | |
next track in the kitchen please | next | Kitchen |
i don't like this song | next | |
skip ahead on the patio | next | Patio |
go to the next song | next | |
play the last song again | previous | |
go back a track | previous | |
previous song in the living room | previous | Living Room |
set the patio to forty | set-volume | Patio | 40
put the kitchen at fifty percent | set-volume | Kitchen | 50
volume thirty in the garage | set-volume | Garage | 30
turn the deck up to seventy five percent | set-volume | Deck | 75
drop the bedroom to twenty | set-volume | Bedroom | 20
make the living room half volume | set-volume | Living Room | 50
full volume on the backyard | set-volume | Backyard | 100
max out the garage | set-volume | Garage | 100
i'd like the office at 25 | set-volume | Office | 25
bring the volume down to ten upstairs | set-volume | Upstairs | 10
volume sixty | set-volume | | 60
could you turn the fire pit down a touch | adjust-volume | Fire Pit | -5
turn it up a notch | adjust-volume | | 5
crank the garage | adjust-volume | Garage | 10
louder on the patio | adjust-volume | Patio | 10
it's too loud in anna's room | adjust-volume | Anna's Room | -10
a little quieter in the bedroom please | adjust-volume | Bedroom | -5
bump up the kitchen | adjust-volume | Kitchen | 10
lower the backyard a lot | adjust-volume | Backyard | -25
turn the volume down by fifteen in the office | adjust-volume | Office | -15
make it louder | adjust-volume | | 10
i can't hear the deck | adjust-volume | Deck | 10
kitchen window down a tad | adjust-volume | Kitchen Window | -5
raise the living room by twenty percent | adjust-volume | Living Room | 20
could the patio be a bit softer | adjust-volume | Patio | -5
mute the garage | mute | Garage |
silence the kitchen please | mute | Kitchen |
hush | mute | |
unmute the garage | unmute | Garage |
give the kitchen its sound back | unmute | Kitchen |
move the music to the kitchen | move | Kitchen |
send it to the patio instead | move | Patio |
bring the music inside to the living room | move | Living Room |
take the music from the kitchen to the deck | move | Deck | from Kitchen
switch the music over to the bedroom | move | Bedroom |
carry on in the office instead | move | Office |
also play it in the kitchen | add-to-playing | Kitchen |
add the patio | add-to-playing | Patio |
send it to the deck as well | add-to-playing | Deck |
include the garage too | add-to-playing | Garage |
let the office join in | add-to-playing | Office |
drop the patio | remove-from-playing | Patio |
take the fire pit out | remove-from-playing | Fire Pit |
leave the deck out of it | remove-from-playing | Deck |
make a group called party with patio and garage | create-group | Patio, Garage | party
create a new group named garden with the deck and fire pit | create-group | Deck, Fire Pit | garden
group the office and the bedroom together as work | create-group | Office, Bedroom | work
rename fire pit to campfire | rename | Fire Pit | campfire
call the garage workshop from now on | rename | Garage | workshop
i want to change the name of the deck to terrace | rename | Deck | terrace
delete the upstairs group | delete-group | Upstairs |
get rid of the group upstairs | delete-group | Upstairs |
add the garage to the backyard group | add-member | Garage | to Backyard
put the office in the upstairs group | add-member | Office | to Upstairs
take patio out of the backyard group | remove-member | Patio | to Backyard
remove the deck from backyard | remove-member | Deck | to Backyard
make the garage the left one | set-channel | Garage | left
i'd like the garage on the left | set-channel | Garage | left
patio should be the right speaker | set-channel | Patio | right
set the office to mono | set-channel | Office | mono
put the deck back to stereo | set-channel | Deck | stereo
switch left and right on the living room | swap-channels | Living Room |
the channels are the wrong way round in the living room | swap-channels | Living Room |
when i talk to you here use the backyard | set-default-group | Backyard |
use the kitchen by default | set-default-group | Kitchen |
this echo belongs to the living room | set-default-group | Living Room |
what speakers do i have | list-speakers | |
tell me all my speakers | list-speakers | |
what groups are there | list-groups | |
which groups have i made | list-groups | |
what's this song | whats-playing | |
who is this | whats-playing | |
what's on in the kitchen | whats-playing | Kitchen |
what am i listening to | whats-playing | |
is the patio connected | speaker-status | Patio |
how's the battery on the deck | speaker-status | Deck |
is everything working | speaker-status | * |
which speakers are on | speaker-status | |
help | help | |
what can you do | help | |
never mind | cancel | |
goodbye | cancel | |
`;

/** Things people ask of an Echo that are none of this skill's business: nothing may happen. */
export const HELD_OUT_OFF_TOPIC = `
what's the weather like tomorrow
set a timer for ten minutes
tell me a joke
turn on the kitchen lights
add milk to my shopping list
order more paper towels
what time is it
wake me up at seven
dim the bedroom lamp
set the thermostat to sixty eight
open the garage door
who won the game last night
remind me to call mom at five
how do you spell necessary
call anna
turn off the tv in the living room
what's twelve times eight
how far is the moon
lock the front door
start the dishwasher
read me the news
turn the heat up in the bedroom
is it going to rain
where's my phone
good morning
`;
