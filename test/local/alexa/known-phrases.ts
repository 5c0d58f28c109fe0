// Phrases the model and the resolver are tuned with: what is said | kind | places ("*" everywhere, "@" here) | words.
export const KNOWN_PHRASES = `
play jazz on the backyard speakers | play | Backyard | jazz
play jazz in the backyard and the kitchen | play | Backyard, Kitchen | jazz
Play Jazz in the Backyard! | play | Backyard | jazz
play jazz in the back yard | play | Backyard | jazz
play some jazz | play | | jazz
play rock in the kitchen | play | Kitchen | rock
play classical music in anna’s room | play | Anna's Room | classical
play ambient in Anna's Room and the bedroom please | play | Anna's Room, Bedroom | ambient
play patio | play | Patio |
play on the patio | play | Patio |
start playing in the office | play | Office |
play something in the garage | play | Garage |
put some music on in the living room | play | Living Room |
put music on outside | play | Backyard |
put on some music | play | |
jazz in the kitchen | play | Kitchen | jazz
kitchen jazz | play | Kitchen | jazz
jazz | play | | jazz
backyard jazz please | play | Backyard | jazz
jazz on the deck please | play | Deck | jazz
some soft piano for the bedroom | play | Bedroom | soft piano
in the garage play led zeppelin | play | Garage | led zeppelin
patio and fire pit play reggae | play | Patio, Fire Pit | reggae
have the kitchen play blues | play | Kitchen | blues
get the patio playing jazz | play | Patio | jazz
fill the backyard with reggae | play | Backyard | reggae
give the deck some funk | play | Deck | funk
can you play the rolling stones out back | play | Backyard | the rolling stones
could you please put on some chopin in the office | play | Office | chopin
i want jazz in the kitchen | play | Kitchen | jazz
i want to hear some soul | play | | soul
i'd like to hear some blues out on the deck | play | Deck | blues
let me hear bossa nova | play | | bossa nova
let's hear some salsa on the patio | play | Patio | salsa
let us have some swing in here | play | @ | swing
can we get some hip hop in the garage | play | Garage | hip hop
how about some folk in the living room | play | Living Room | folk
i'm in the mood for some blues | play | | blues
i feel like listening to jazz in the kitchen | play | Kitchen | jazz
time for some country on the deck | play | Deck | country
hit me with some funk | play | | funk
shuffle some indie rock in the office | play | Office | indie rock
stream techno to the garage | play | Garage | techno
crank some metal in the garage | play | Garage | metal
pump some house music into the backyard | play | Backyard | house
throw some disco on the patio and the deck | play | Patio, Deck | disco
get some tunes going in the kitchen | play | Kitchen |
get the party started in the backyard | play | Backyard |
play the echo in the backyard | play | Backyard | the echo
play my phone on the patio speakers | play | Patio | my phone
play the phone in the kitchen and the garage | play | Kitchen, Garage | my phone
put my phone on the deck | play | Deck | my phone
play the line in on the patio | play | Patio | the line in
play line in on the patio | play | Patio | line in
play the turntable in the kitchen | play | Kitchen | the turntable
play the record player on the deck | play | Deck | the record player
play the aux on the deck | play | Deck | the aux
play airplay in the kitchen | play | Kitchen | airplay
play spotify on the deck | play | Deck | spotify
play what my phone plays in the office | play | Office | my phone
play our echo everywhere | play | * | the echo
play my echo's music on the patio and the deck | play | Patio, Deck | the echo
play everywhere | play | * |
play jazz everywhere | play | * | jazz
play jazz in the whole house | play | * | jazz
play jazz throughout the house | play | * | jazz
play some music in every room | play | * |
play jazz in here | play | @ | jazz
play jazz outside | play | Backyard | jazz
play mozart upstairs | play | Upstairs | mozart
play upstairs | play | Upstairs |
play so what by miles davis in the kitchen | play | Kitchen | so what by miles davis
play the album kind of blue on the patio | play | Patio | kind of blue
play songs by norah jones in the bedroom | play | Bedroom | norah jones
play dancing in the moonlight | play | | dancing in the moonlight
play dancing in the moonlight on the patio | play | Patio | dancing in the moonlight
play here comes the sun in the kitchen | play | Kitchen | here comes the sun
play let it be | play | | let it be
play hey jude in the office | play | Office | hey jude
play me some zappa in the garage | play | Garage | zappa
play light my fire on the deck | play | Deck | light my fire
play moon river | play | | moon river
play eighties music on the fire pit speaker | play | Fire Pit | eighties
play nineties hip hop in the garage | play | Garage | nineties hip hop
play my favorites in the kitchen | play | Kitchen | my favorites
play the radio in the kitchen | play | Kitchen | the radio
play relaxing piano on the kitchen counter | play | Kitchen Counter | relaxing piano
play jazz on kitchen window and kitchen counter | play | Kitchen Counter, Kitchen Window | jazz
play jazz on the patio, the deck and the fire pit | play | Patio, Deck, Fire Pit | jazz
play jazz on patio deck and fire pit | play | Patio, Deck, Fire Pit | jazz
play jazz in the moon base | play | ?moon base | jazz
play jazz in the backyard and the moon base | play | Backyard, ?moon base | jazz
stick the radio on in the kitchen | play | Kitchen | the radio
bung some motown on in the kitchen | play | Kitchen | motown
pop some ella fitzgerald on in the living room | play | Living Room | ella fitzgerald
turn on jazz in the backyard | play | Backyard | jazz
turn on the patio | play | Patio |
start some jazz on the deck | play | Deck | jazz
start jazz | play | | jazz
play a bit of rock in the garage | play | Garage | rock
music please | play | |
music | play | |
play | play | |
start the party | play | |
blast queen through the garage speaker | play | Garage | queen
wake up the bedroom with some mozart | play | Bedroom | mozart
make the patio play jazz | play | Patio | jazz
play jazz on all speakers | play | * | jazz
play jazz by the fire pit | play | Fire Pit | jazz
i would love some blues on the deck tonight | play | Deck | blues
we want salsa in the backyard | play | Backyard | salsa
pause the patio | pause | Patio |
pause the music | pause | |
pause it | pause | |
pause music in the backyard | pause | Backyard |
please pause the living room and the kitchen | pause | Living Room, Kitchen |
hold on a second | pause | |
pause playback on the deck | pause | Deck |
pause for a minute | pause | |
pause everywhere | pause | * |
take a break in the garage | pause | Garage |
resume the music | resume | |
resume playing in the kitchen | resume | Kitchen |
resume the backyard | resume | Backyard |
keep going | resume | |
carry on | resume | |
continue on the patio | resume | Patio |
start the music again | resume | |
start again in the kitchen | resume | Kitchen |
pick it back up in the office | resume | Office |
unpause | resume | |
stop the music | stop | |
stop the music in the kitchen | stop | Kitchen |
stop the kitchen | stop | Kitchen |
stop playing | stop | |
stop playing on the patio and deck | stop | Patio, Deck |
stop everything | stop | * |
stop everywhere | stop | * |
turn off the music | stop | |
turn off the backyard | stop | Backyard |
turn the patio off | stop | Patio |
turn it off | stop | |
turn everything off | stop | * |
shut off the garage | stop | Garage |
shut down the music in the bedroom | stop | Bedroom |
kill the music in the garage | stop | Garage |
kill the sound on the deck | mute | Deck |
cut the music | stop | |
no more music in the office | stop | Office |
enough music | stop | |
shut up | stop | |
make it stop | stop | |
switch the music off upstairs | stop | Upstairs |
end the music on the patio | stop | Patio |
next | next | |
next song | next | |
next track please | next | |
skip | next | |
skip this song | next | |
skip the song in the kitchen | next | Kitchen |
skip to the next track on the deck | next | Deck |
play the next song in the backyard | next | Backyard |
next song on the patio | next | Patio |
change the song | next | |
play something else | next | |
play another song in the garage | next | Garage |
i hate this song | next | |
go forward one song | next | |
previous | previous | |
previous track | previous | |
go back | previous | |
go back one song | previous | |
go back to the previous track in the kitchen | previous | Kitchen |
play the previous song | previous | |
last song please | previous | |
back one track on the patio | previous | Patio |
play that again | previous | |
mute | mute | |
mute the patio | mute | Patio |
mute everything | mute | * |
mute the kitchen and the living room | mute | Kitchen, Living Room |
mute it | mute | |
put the office on mute | mute | Office |
be quiet | mute | |
hush the deck | mute | Deck |
turn off the sound in the bedroom | mute | Bedroom |
unmute | unmute | |
unmute the patio | unmute | Patio |
unmute everything | unmute | * |
turn the sound back on in the kitchen | unmute | Kitchen |
take the garage off mute | unmute | Garage |
sound on | unmute | |
set the volume | set-volume | | out of range
set the volume to forty | set-volume | | 40
set the volume to 40 percent | set-volume | | 40
set the volume in the kitchen to thirty percent | set-volume | Kitchen | 30
set the kitchen volume to 30 | set-volume | Kitchen | 30
set volume of the patio to sixty | set-volume | Patio | 60
set the backyard to fifty percent | set-volume | Backyard | 50
set patio and deck to twenty five | set-volume | Patio, Deck | 25
turn the garage to fifty | set-volume | Garage | 50
turn the patio up to seventy | set-volume | Patio | 70
turn the kitchen down to twenty | set-volume | Kitchen | 20
turn it down to twenty | set-volume | | 20
turn it up to eleven | set-volume | | 11
turn the volume up to eighty in the garage | set-volume | Garage | 80
drop it to fifteen | set-volume | | 15
drop the deck to ten percent | set-volume | Deck | 10
patio at half | set-volume | Patio | 50
patio fifty percent | set-volume | Patio | 50
volume fifty | set-volume | | 50
volume at 20 in the bedroom | set-volume | Bedroom | 20
volume to max on the deck | set-volume | Deck | 100
full volume in the garage | set-volume | Garage | 100
max volume | set-volume | | 100
turn the backyard all the way up | set-volume | Backyard | 100
crank the garage to maximum | set-volume | Garage | 100
put the office at a quarter volume | set-volume | Office | 25
make the kitchen fifty percent | set-volume | Kitchen | 50
lower the bedroom to ten | set-volume | Bedroom | 10
raise the patio to seventy percent | set-volume | Patio | 70
set everything to thirty | set-volume | * | 30
set the volume to one hundred | set-volume | | 100
set the volume to zero in the office | set-volume | Office | 0
set the patio to two hundred | set-volume | Patio | out of range 200
i want the deck at sixty | set-volume | Deck | 60
turn it up | adjust-volume | | 10
turn it down | adjust-volume | | -10
turn it up a touch | adjust-volume | | 5
turn the patio up | adjust-volume | Patio | 10
turn up the patio | adjust-volume | Patio | 10
turn down the kitchen and the living room | adjust-volume | Kitchen, Living Room | -10
turn the fire pit down a notch | adjust-volume | Fire Pit | -5
turn the volume up in the backyard | adjust-volume | Backyard | 10
turn down the volume on the deck | adjust-volume | Deck | -10
turn the music down a bit in the kitchen | adjust-volume | Kitchen | -5
turn up the music in the garage a lot | adjust-volume | Garage | 25
volume up | adjust-volume | | 10
volume down in the office | adjust-volume | Office | -10
louder | adjust-volume | | 10
louder please | adjust-volume | | 10
quieter in the kitchen | adjust-volume | Kitchen | -10
a bit louder | adjust-volume | | 5
much louder on the deck | adjust-volume | Deck | 25
make the patio louder | adjust-volume | Patio | 10
make it a little quieter in the living room | adjust-volume | Living Room | -5
raise the volume on the patio | adjust-volume | Patio | 10
raise the patio by fifteen | adjust-volume | Patio | 15
lower the volume by ten percent | adjust-volume | | -10
lower the kitchen a bit | adjust-volume | Kitchen | -5
increase the volume | adjust-volume | | 10
decrease the volume in the bedroom by five | adjust-volume | Bedroom | -5
bump the garage up a tad | adjust-volume | Garage | 5
bump it up | adjust-volume | | 10
crank it up in the garage | adjust-volume | Garage | 10
pump up the volume | adjust-volume | | 10
bring the kitchen down a little | adjust-volume | Kitchen | -5
it's too loud | adjust-volume | | -10
it's too quiet on the deck | adjust-volume | Deck | 10
the patio is too loud | adjust-volume | Patio | -10
the kitchen is a little too loud | adjust-volume | Kitchen | -5
i can't hear the patio | adjust-volume | Patio | 10
deck up ten | adjust-volume | Deck | 10
office a little louder | adjust-volume | Office | 5
turn it down in the bedroom by twenty percent | adjust-volume | Bedroom | -20
can you make it softer upstairs | adjust-volume | Upstairs | -10
move the music to the patio | move | Patio |
move it to the bedroom | move | Bedroom |
move the music from the kitchen to the living room | move | Living Room | from Kitchen
transfer the music to the office | move | Office |
send the music to the deck | move | Deck |
bring the music to the kitchen | move | Kitchen |
bring the music inside to the kitchen | move | Kitchen |
take the music out to the patio | move | Patio |
switch to the patio | move | Patio |
switch the music to the garage | move | Garage |
play it in the kitchen instead | move | Kitchen |
play this in the office instead | move | Office |
move kitchen to patio | move | Patio | from Kitchen
shift everything to the deck | move | Deck |
move what's playing to the backyard | move | Backyard |
continue this in the bedroom | move | Bedroom |
also play in the kitchen | add-to-playing | Kitchen |
play it in the kitchen too | add-to-playing | Kitchen |
play this in the kitchen as well | add-to-playing | Kitchen |
add the kitchen | add-to-playing | Kitchen |
add the kitchen too | add-to-playing | Kitchen |
add the garage to the music | add-to-playing | Garage |
add the deck to what's playing | add-to-playing | Deck |
send it to the patio as well | add-to-playing | Patio |
include the kitchen window | add-to-playing | Kitchen Window |
bring in the deck | add-to-playing | Deck |
have the office join in | add-to-playing | Office |
add the garage and the office | add-to-playing | Garage, Office |
put it on in the garage too | add-to-playing | Garage |
i want this in the bedroom too | add-to-playing | Bedroom |
remove the patio | remove-from-playing | Patio |
take the patio out | remove-from-playing | Patio |
leave out the kitchen | remove-from-playing | Kitchen |
drop the garage | remove-from-playing | Garage |
drop the deck and the fire pit | remove-from-playing | Deck, Fire Pit |
take the office off | remove-from-playing | Office |
kick the garage out | remove-from-playing | Garage |
remove the bedroom from the music | remove-from-playing | Bedroom |
without the kitchen | remove-from-playing | Kitchen |
create a group called party | create-group | | party
create a group | create-group | |
make a new group | create-group | |
create a group called summer with the patio and the deck | create-group | Patio, Deck | summer
make a group named chill zone with bedroom and office | create-group | Bedroom, Office | chill zone
group the patio and the deck together and call it terrace | create-group | Patio, Deck | terrace
make a group of garage and office called work | create-group | Garage, Office | work
combine the kitchen and the living room as downstairs | create-group | Kitchen, Living Room | downstairs
set up a group called zen den with the office | create-group | Office | zen den
i want a new group called outdoors with patio deck and fire pit | create-group | Patio, Deck, Fire Pit | outdoors
rename the fire pit to campfire | rename | Fire Pit | campfire
rename the garage as workshop | rename | Garage | workshop
rename kitchen counter to breakfast bar | rename | Kitchen Counter | breakfast bar
change the name of the office to study | rename | Office | study
call the deck sun deck | rename | Deck | sun deck
call the garage the shop from now on | rename | Garage | shop
rename the patio | rename | Patio |
delete the backyard group | delete-group | Backyard |
delete the group upstairs | delete-group | Upstairs |
remove the upstairs group | delete-group | Upstairs |
get rid of the living room group | delete-group | Living Room |
disband upstairs | delete-group | Upstairs |
add the garage to the backyard | add-member | Garage | to Backyard
add the office to the upstairs group | add-member | Office | to Upstairs
put the garage in the backyard group | add-member | Garage | to Backyard
add garage and office to upstairs | add-member | Garage, Office | to Upstairs
make the garage part of the backyard | add-member | Garage | to Backyard
the office belongs to upstairs | add-member | Office | to Upstairs
remove the deck from the backyard group | remove-member | Deck | to Backyard
take the fire pit out of the backyard | remove-member | Fire Pit | to Backyard
remove anna's room from upstairs | remove-member | Anna's Room | to Upstairs
delete the patio from the backyard group | remove-member | Patio | to Backyard
set the garage to left | set-channel | Garage | left
make living room left the left speaker | set-channel | Living Room Left | left
put the patio on the right | set-channel | Patio | right
garage should be left | set-channel | Garage | left
the deck is the right one | set-channel | Deck | right
use the garage as the left speaker | set-channel | Garage | left
make the office mono | set-channel | Office | mono
set the kitchen to stereo | set-channel | Kitchen | stereo
i want the patio on the right channel | set-channel | Patio | right
play the left channel on the deck | set-channel | Deck | left
assign the garage to the right | set-channel | Garage | right
swap left and right | swap-channels | |
swap the channels | swap-channels | |
swap left and right in the living room | swap-channels | Living Room |
switch left and right on the backyard | swap-channels | Backyard |
flip the stereo in the living room | swap-channels | Living Room |
left and right are swapped in the living room | swap-channels | Living Room |
use the backyard here | set-default-group | Backyard |
make the kitchen the default | set-default-group | Kitchen |
set the default group to upstairs | set-default-group | Upstairs |
this echo is in the living room | set-default-group | Living Room |
when i talk here play in the backyard | set-default-group | Backyard |
always play in the kitchen | set-default-group | Kitchen |
set the kitchen as default for this echo | set-default-group | Kitchen |
connect the patio | connect | Patio |
reconnect the fire pit please | connect | Fire Pit |
connect to the kitchen speaker again | connect | Kitchen |
get the deck connected | connect | Deck |
try connecting the garage again | connect | Garage |
reconnect everything | connect | * |
disconnect the patio | release | Patio |
release the kitchen and the deck | release | Kitchen, Deck |
let go of the garage | release | Garage |
free up the office for my phone | release | Office |
let my phone have the bedroom | release | Bedroom |
hand the living room over to my phone | release | Living Room |
i want to use the fire pit with my laptop | release | Fire Pit |
disconnect everything | release | * |
list my speakers | list-speakers | |
what speakers are there | list-speakers | |
which speakers do you have | list-speakers | |
tell me the speakers | list-speakers | |
how many speakers do i have | list-speakers | |
what are my speakers called | list-speakers | |
list my groups | list-groups | |
which groups do i have | list-groups | |
tell me my groups | list-groups | |
what groups do you know | list-groups | |
what's playing | whats-playing | |
what is playing in the kitchen | whats-playing | Kitchen |
what's playing on the patio right now | whats-playing | Patio |
what song is this | whats-playing | |
who sings this | whats-playing | |
what's the name of this song | whats-playing | |
what are you playing | whats-playing | |
what's this | whats-playing | |
is anything playing in the garage | whats-playing | Garage |
what is the backyard playing | whats-playing | Backyard |
is the deck online | speaker-status | Deck |
are the patio and the deck connected | speaker-status | Patio, Deck |
how's the battery of the fire pit | speaker-status | Fire Pit |
how much battery does the patio have left | speaker-status | Patio |
which speakers are connected | speaker-status | |
what's the status of the kitchen | speaker-status | Kitchen |
are all speakers connected | speaker-status | * |
how is the patio doing | speaker-status | Patio |
what's wrong with the garage | speaker-status | Garage |
why is the deck not playing | speaker-status | Deck |
check the patio | speaker-status | Patio |
how loud is the kitchen | speaker-status | Kitchen |
what can i say | help | |
help me | help | |
how does this work | help | |
cancel | cancel | |
forget it | cancel | |
exit | cancel | |
that's all | cancel | |
yes | yes | |
no | no | |
`;

/** Nothing of this may happen, however much it sounds like an order. */
export const OFF_TOPIC_PHRASES = `
what's the weather
never play jazz in the kitchen
what's the weather in the backyard
will it rain tomorrow
set a timer for five minutes
set an alarm for seven
cancel my alarm
tell me a joke
tell me a story
turn off the lights
turn off the kitchen lights
turn on the bedroom light
dim the living room lights to twenty percent
turn on the coffee maker
turn up the thermostat
turn the heating down
set the temperature to seventy
set the bedroom to sixty eight degrees
open the garage door
is the garage door open
lock the back door
close the blinds in the bedroom
turn on the tv
mute the tv
turn down the television
pause the movie
start the vacuum in the kitchen
add eggs to the shopping list
what's on my shopping list
order a pizza
call mom
send a message to anna
read my emails
what time is it
what's the date today
when is christmas
who is the president
how tall is mount everest
what is the capital of france
what's two plus two
how do you spell banana
who won the super bowl
what's in the news
flip a coin
let's play a game
play twenty questions
good night
hello
how are you
i love you
what's your name
remind me to water the garden
wake me at six
find a restaurant near me
where is my phone
translate hello into spanish
what's my schedule for today
move my meeting to three
make me a sandwich
feed the dog
is anyone at the front door
vacuum the living room
clean the kitchen
what should i cook for dinner
delete my alarm
rename my phone
buy more batteries
the quick brown fox jumps over the lazy dog
`;
