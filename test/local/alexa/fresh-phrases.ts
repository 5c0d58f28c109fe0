// Phrases of three rounds, each tried once as it stood before anything was changed for it. Right at that first try (kind
// and places): 239 of 282, 111 of 132, 54 of 60; in another home 39 of 42; off topic 49 of 53 and 20 of 20 led to nothing.
// The first round was written without having seen a sample, the later ones by somebody who had. After each round families
// of samples were added, so these lists now guard what was learnt; how unseen phrases fare is what the first tries tell.
// One phrase whose expectation was wrong is left out, and three expected words were mended. What still fails is left in.
// Columns: what is said | kind | places, as this home calls them ("*" everywhere, "@" here) | words, name or number.
export const FIRST_FRESH_PHRASES = `
um could you play uh some jazz in the garage | play | Garage | jazz
right then let's have a bit of elton john in the kitchen | play | Kitchen | elton john
hey can we get taylor swift going on the patio | play | Patio | taylor swift
i'm in the mood for some motown out on the deck | play | Deck | motown
play the blues in the back yard and the garage at the same time | play | Backyard, Garage | blues
whack on some acca dacca in the garage | play | Garage | acca dacca
chuck some tunes on by the fire pit | play | Fire Pit |
bung on a bit of classical in the office would you | play | Office | classical
pop some bossa nova on in the living room love | play | Living Room | bossa nova
we want baby shark in anna's room | play | Anna's Room | baby shark
i wanna hear let it go in anna's room please please | play | Anna's Room | let it go
can you put nanna's favourite frank sinatra songs on in the bedroom | play | Bedroom | frank sinatra
the beatles everywhere | play | * | the beatles
play christmas music throughout the whole house | play | * | christmas
let all the speakers play abba | play | * | abba
i'd like dinner music in the kitchen and living room | play | Kitchen, Living Room | dinner
patio deck and fire pit some reggae please | play | Patio, Deck, Fire Pit | reggae
stream some lo-fi beats to the office | play | Office | lo-fi beats
play me something relaxing up in the bedroom | play | Bedroom | something relaxing
can i have music out the back please | play | Backyard |
music on in the garage | play | Garage |
play hotel california by the eagles on the deck and in the garage | play | Deck, Garage | hotel california by the eagles
queue up some pink floyd for the living room | play | Living Room | pink floyd
send some smooth jazz to the bedroom and the office | play | Bedroom, Office | smooth jazz
how about a little mozart in the kitchen | play | Kitchen | mozart
i feel like listening to country in the garage | play | Garage | country
it's party time play disco in the backyard the kitchen and the garage | play | Backyard, Kitchen, Garage | disco
play jazz on the patio the deck the office and the bedroom | play | Patio, Deck, Office, Bedroom | jazz
play some piano here | play | @ | piano
just play anything in the kitchen | play | Kitchen |
would it be possible to have some opera in the living room | play | Living Room | opera
kitchen hip hop | play | Kitchen | hip hop
out back i'd like some bluegrass | play | Backyard | bluegrass
play jazz in the kitchen no wait in the garage | play | Garage | jazz
make the upstairs speakers play ambient | play | Upstairs | ambient
turn on some rock in the garage | play | Garage | rock
turn the music on on the patio | play | Patio |
get some sounds happening around the fire pit | play | Fire Pit |
i need some workout music in the garage now | play | Garage | workout
pause the kitchen for a sec | pause | Kitchen |
hang on pause it | pause | |
can you pause for a minute i'm on the phone | pause | |
hold the music on the patio a moment | pause | Patio |
freeze the music in the living room | pause | Living Room |
pause everything | pause | * |
give us a pause in the garage and the deck | pause | Garage, Deck |
pause the song | pause | |
put the bedroom on pause please | pause | Bedroom |
okay carry on in the kitchen | resume | Kitchen |
unpause the patio | resume | Patio |
you can continue now | resume | |
pick up where we left off in the living room | resume | Living Room |
start it up again in the garage | resume | Garage |
resume everywhere | resume | * |
keep playing | resume | |
let the music go on upstairs | resume | Upstairs |
bring the music back in the kitchen | resume | Kitchen |
stop the racket in the garage | stop | Garage |
turn off the music upstairs | stop | Upstairs |
kill the backyard | stop | Backyard |
that's enough music in anna's room | stop | Anna's Room |
shut off all the speakers | stop | * |
stop playing on the deck and the patio | stop | Deck, Patio |
no more music in the bedroom please | stop | Bedroom |
switch the kitchen off | stop | Kitchen |
end the music in the whole house | stop | * |
make it stop in the office | stop | Office |
um stop the uh living room | stop | Living Room |
skip this one | next | |
next track in the kitchen please | next | Kitchen |
i don't like this song | next | |
play the next one on the patio | next | Patio |
ugh not this song again skip it | next | |
move on to the next tune in the garage | next | Garage |
go forward one song upstairs | next | Upstairs |
change the song in the living room | next | Living Room |
give me a different song on the deck | next | Deck |
go back a song | previous | |
play that last one again in the kitchen | previous | Kitchen |
what was that one go back to it | previous | |
previous track on the patio and deck | previous | Patio, Deck |
back up one song in the office | previous | Office |
can we hear the song before this one | previous | |
the one before please | previous | |
rewind to the last track in the garage | previous | Garage |
turn down the volume on the deck and the patio to twenty | set-volume | Deck, Patio | 20
kitchen at forty | set-volume | Kitchen | 40
set kitchen counter to 40% | set-volume | Kitchen Counter | 40
half volume in the garage | set-volume | Garage | 50
full blast on the patio | set-volume | Patio | 100
put the living room at half volume would you | set-volume | Living Room | 50
garage as loud as it goes | set-volume | Garage | 100
bring the bedroom down to a whisper | set-volume | Bedroom | 10
take the backyard up to sixty five percent | set-volume | Backyard | 65
i want the kitchen at fifty percent | set-volume | Kitchen | 50
volume thirty on the deck | set-volume | Deck | 30
everything to twenty five | set-volume | * | 25
crank the garage to the max | set-volume | Garage | 100
make the office ten percent | set-volume | Office | 10
drop the volume to fifteen in anna's room | set-volume | Anna's Room | 15
all speakers to thirty percent volume | set-volume | * | 30
let's go with volume eighty by the fire pit | set-volume | Fire Pit | 80
volume to zero in the bedroom | set-volume | Bedroom | 0
a quarter volume upstairs please | set-volume | Upstairs | 25
it's too loud in the kitchen | adjust-volume | Kitchen | -10
i can't hear the patio | adjust-volume | Patio | 10
the deck is too quiet | adjust-volume | Deck | 10
could you turn the fire pit down just a smidge | adjust-volume | Fire Pit | -5
bit louder in the garage mate | adjust-volume | Garage | 5
quieter upstairs please the kids are sleeping | adjust-volume | Upstairs | -10
pump it up on the deck | adjust-volume | Deck | 10
my ears hurt turn it down | adjust-volume | | -10
the living room could be a tad softer | adjust-volume | Living Room | -5
we can barely hear the music in the backyard | adjust-volume | Backyard | 10
knock the kitchen back a bit | adjust-volume | Kitchen | -5
make the patio way louder | adjust-volume | Patio | 25
ten percent more on the deck | adjust-volume | Deck | 10
down a little in the office and bedroom | adjust-volume | Office, Bedroom | -5
could we have it louder everywhere | adjust-volume | * | 10
lower the kitchen window by twenty | adjust-volume | Kitchen Window | -20
turn up the tunes in the garage | adjust-volume | Garage | 10
anna's room is way too loud | adjust-volume | Anna's Room | -25
not so loud in the living room please | adjust-volume | Living Room | -10
mute the patio would you | mute | Patio |
shush the kitchen | mute | Kitchen |
silence the whole house | mute | * |
no sound in the bedroom please | mute | Bedroom |
mute the deck the patio and the fire pit | mute | Deck, Patio, Fire Pit |
can you hush anna's room | mute | Anna's Room |
mute here | mute | @ |
cut the sound in the office | mute | Office |
take mute off the kitchen | unmute | Kitchen |
unmute all of them | unmute | * |
give me sound again on the deck | unmute | Deck |
un mute the patio please | unmute | Patio |
turn the sound back on in the bedroom | unmute | Bedroom |
you can unmute anna's room now | unmute | Anna's Room |
sound on in the office | unmute | Office |
stop muting the garage | unmute | Garage |
move the jazz to the kitchen | move | Kitchen |
follow me to the bedroom | move | Bedroom |
i'm heading out to the patio bring the music | move | Patio |
take the music from the kitchen out to the deck | move | Deck | from Kitchen
switch the music over to the garage | move | Garage |
shift what's playing in the office to the living room | move | Living Room | from Office
carry this over to the patio and the fire pit | move | Patio, Fire Pit |
transfer everything from upstairs to the backyard | move | Backyard | from Upstairs
we're going outside move the music out there | move | Backyard |
continue this in the bedroom instead | move | Bedroom |
play it in the garage as well | add-to-playing | Garage |
add the deck | add-to-playing | Deck |
let the office join in | add-to-playing | Office |
include the bedroom too | add-to-playing | Bedroom |
bring the kitchen in on this as well | add-to-playing | Kitchen |
i want this on the patio too | add-to-playing | Patio |
also on the deck and the fire pit | add-to-playing | Deck, Fire Pit |
play the same thing in the living room | add-to-playing | Living Room |
have the garage play along with the kitchen | add-to-playing | Garage | beside Kitchen
take the deck off | remove-from-playing | Deck |
drop the bedroom please | remove-from-playing | Bedroom |
leave the fire pit out of it | remove-from-playing | Fire Pit |
i don't want it in the kitchen any more | remove-from-playing | Kitchen |
not in the office | remove-from-playing | Office |
lose the garage | remove-from-playing | Garage |
stop including the patio | remove-from-playing | Patio |
exclude the deck and the fire pit | remove-from-playing | Deck, Fire Pit |
make a group out of the patio and the garage called hangout | create-group | Patio, Garage | hangout
i'd like a new group named poolside with the deck and the patio | create-group | Deck, Patio | poolside
group the kitchen counter and the garage together as workspace | create-group | Kitchen Counter, Garage | workspace
create downstairs from the kitchen the living room and the garage | create-group | Kitchen, Living Room, Garage | downstairs
new group please | create-group | |
can you set up a speaker group called grill zone | create-group | | grill zone
combine the office and the bedroom into a group called quiet side | create-group | Office, Bedroom | quiet side
put the deck and the garage in a new group called chill | create-group | Deck, Garage | chill
start a group called sleepover | create-group | | sleepover
rename the office to study | rename | Office | study
call the fire pit the campfire from now on | rename | Fire Pit | campfire
i'd like to change the name of the garage to workshop | rename | Garage | workshop
the bedroom should be called master suite | rename | Bedroom | master suite
change anna's room to guest room | rename | Anna's Room | guest room
could you rename upstairs as top floor please | rename | Upstairs | top floor
give the deck a new name | rename | Deck |
kitchen window is now called sink speaker | rename | Kitchen Window | sink speaker
get rid of the group upstairs | delete-group | Upstairs |
i don't need the backyard group any more | delete-group | Backyard |
erase the living room group please | delete-group | Living Room |
ungroup the kitchen | delete-group | Kitchen |
scrap the upstairs group | delete-group | Upstairs |
can you delete my backyard group | delete-group | Backyard |
disband the group called kitchen | delete-group | Kitchen |
break up the living room group | delete-group | Living Room |
put the office in the backyard group as well | add-member | Office | to Backyard
add garage and office to the upstairs group please | add-member | Garage, Office | to Upstairs
the garage should be part of the backyard | add-member | Garage | to Backyard
include the bedroom in the living room group | add-member | Bedroom | to Living Room
make the garage a member of kitchen | add-member | Garage | to Kitchen
i want the deck in the kitchen group | add-member | Deck | to Kitchen
join the garage to the backyard group | add-member | Garage | to Backyard
stick the office in with the kitchen group | add-member | Office | to Kitchen
pull the deck out of the backyard group | remove-member | Deck | to Backyard
the fire pit doesn't belong to the backyard | remove-member | Fire Pit | to Backyard
kick the office out of upstairs | remove-member | Office | to Upstairs
remove the patio and the deck from backyard | remove-member | Patio, Deck | to Backyard
i don't want kitchen window in the kitchen group any more | remove-member | Kitchen Window | to Kitchen
delete the bedroom from the upstairs group | remove-member | Bedroom | to Upstairs
take kitchen counter out of the kitchen | remove-member | Kitchen Counter | to Kitchen
drop anna's room from the upstairs group please | remove-member | Anna's Room | to Upstairs
i'd like the garage on the left | set-channel | Garage | left
the deck is my right speaker | set-channel | Deck | right
make the office mono | set-channel | Office | mono
put fire pit on the left channel | set-channel | Fire Pit | left
use the patio as the right hand side | set-channel | Patio | right
set the bedroom back to stereo | set-channel | Bedroom | stereo
kitchen window plays left | set-channel | Kitchen Window | left
garage should only play the right channel | set-channel | Garage | right
both channels on the deck | set-channel | Deck | stereo
switch left and right in the living room they're the wrong way round | swap-channels | Living Room |
the left and right are backwards | swap-channels | |
swap the sides in the living room please | swap-channels | Living Room |
left and right are mixed up in the kitchen | swap-channels | Kitchen |
reverse the stereo in the living room | swap-channels | Living Room |
can you flip the channels | swap-channels | |
exchange the left and right speakers | swap-channels | |
flip living room left and right | swap-channels | Living Room |
this echo should use the kitchen by default | set-default-group | Kitchen |
from now on when i don't say where play in the backyard | set-default-group | Backyard |
always use the living room if i don't say which | set-default-group | Living Room |
make upstairs my default | set-default-group | Upstairs |
change this echo's default to the backyard | set-default-group | Backyard |
this device belongs to the kitchen | set-default-group | Kitchen |
remember that this echo is in the living room | set-default-group | Living Room |
my usual speakers here are the kitchen ones | set-default-group | Kitchen |
which speakers have i got | list-speakers | |
um what speakers are there | list-speakers | |
tell me all my speakers | list-speakers | |
how many speakers do we have | list-speakers | |
what are my speakers called | list-speakers | |
read me the list of speakers | list-speakers | |
where can you play music | list-speakers | |
name every speaker in the house | list-speakers | |
what groups have i made | list-groups | |
which groups do i have set up | list-groups | |
tell me the groups | list-groups | |
how many groups are there | list-groups | |
list my groups please | list-groups | |
do i have any groups | list-groups | |
what are the groups called | list-groups | |
read out the group names | list-groups | |
what's this song | whats-playing | |
who's this singing | whats-playing | |
what's on in the kitchen at the moment | whats-playing | Kitchen |
tell me what the patio is playing | whats-playing | Patio |
do you know the name of this tune | whats-playing | |
what are we listening to in the garage | whats-playing | Garage |
is anything playing upstairs | whats-playing | Upstairs |
what song is on the deck right now | whats-playing | Deck |
what are the kids listening to in anna's room | whats-playing | Anna's Room |
are all the speakers working | speaker-status | * |
why isn't the deck playing | speaker-status | Deck |
is the patio speaker connected | speaker-status | Patio |
how much battery does the fire pit have left | speaker-status | Fire Pit |
does the garage need charging | speaker-status | Garage |
check on the kitchen speakers for me | speaker-status | Kitchen |
what's up with the bedroom speaker | speaker-status | Bedroom |
how loud is the living room | speaker-status | Living Room |
there's no sound coming from the deck | speaker-status | Deck |
help me out here | help | |
what can i say to you | help | |
how does this work | help | |
i don't know what to do | help | |
can you give me some examples | help | |
what are you able to do | help | |
tell me what you can do | help | |
i need a hand with this | help | |
never mind | cancel | |
forget it | cancel | |
nah don't worry about it | cancel | |
that'll be all thanks | cancel | |
oh cancel that | cancel | |
nothing thanks | cancel | |
goodbye | cancel | |
leave it | cancel | |
`;

export const SECOND_FRESH_PHRASES = `
hey mate chuck a bit of cold chisel on in the garage | play | Garage | cold chisel
could i trouble you for some vivaldi in the living room | play | Living Room | vivaldi
er put on the uh the beach boys out on the patio | play | Patio | the beach boys
get the speakers in the backyard playing some funk | play | Backyard | funk
i could really go for some marvin gaye on the deck | play | Deck | marvin gaye
let's listen to a bit of dolly parton while we cook in the kitchen | play | Kitchen | dolly parton
play frozen songs for anna in her room | play | Anna's Room | frozen
salsa on the patio and the deck please | play | Patio, Deck | salsa
play something for the kids upstairs | play | Upstairs | something for the kids
start some chill house music by the fire pit | play | Fire Pit | chill house
would you play nina simone in both the bedroom and the office | play | Bedroom, Office | nina simone
whole house play soft rock | play | * | soft rock
every room please some gospel | play | * | gospel
play jazz everywhere | play | * | jazz
kitchen and living room need some music | play | Kitchen, Living Room |
can the fire pit and the patio have reggae | play | Fire Pit, Patio | reggae
put my favourite playlist on in the office | play | Office | my favourite
play johnny cash | play | | johnny cash
play that album rumours on the patio speaker | play | Patio | rumours
hold it in the living room | pause | Living Room |
pause the garage while i take this call | pause | Garage |
pause both the deck and the patio | pause | Deck, Patio |
stop for a moment | pause | |
pause that would you | pause | |
right let's get the music going again in the garage | resume | Garage |
un-pause the bedroom | resume | Bedroom |
go on then carry on | resume | |
play on in the office | resume | Office |
start the kitchen again | resume | Kitchen |
stop everything now | stop | * |
turn the patio off please | stop | Patio |
could you stop the music in the bedroom i'm trying to sleep | stop | Bedroom |
that'll do in the garage | stop | Garage |
music off in the living room | stop | Living Room |
no more tunes on the deck | stop | Deck |
kill the music everywhere | stop | * |
next one please | next | |
skip ahead in the bedroom | next | Bedroom |
play something different in the office | next | Office |
i've heard this one too often skip | next | |
jump to the next track on the deck | next | Deck |
what was playing before go back | previous | |
go back one track in the living room | previous | Living Room |
put the last song back on | previous | |
play the previous track everywhere | previous | * |
patio to seventy five | set-volume | Patio | 75
could you set the bedroom volume at around twenty | set-volume | Bedroom | 20
turn the garage all the way up | set-volume | Garage | 100
make it fifty percent in the kitchen | set-volume | Kitchen | 50
put everything on thirty | set-volume | * | 30
living room volume a hundred percent | set-volume | Living Room | 100
bring it down to ten in the office | set-volume | Office | 10
i want the deck and the fire pit at sixty | set-volume | Deck, Fire Pit | 60
halfway in the bedroom please | set-volume | Bedroom | 50
turn up the garage to eighty | set-volume | Garage | 80
could you make it a wee bit quieter in the living room | adjust-volume | Living Room | -5
the patio's a bit loud | adjust-volume | Patio | -5
it's a little quiet on the deck | adjust-volume | Deck | 5
more volume by the fire pit | adjust-volume | Fire Pit | 10
volume up in the garage | adjust-volume | Garage | 10
i can hardly hear anything in the office | adjust-volume | Office | 10
turn everything down a lot | adjust-volume | * | -25
take it down a notch upstairs | adjust-volume | Upstairs | -5
nudge up the kitchen | adjust-volume | Kitchen | 10
bedroom's too loud | adjust-volume | Bedroom | -10
crank it on the patio | adjust-volume | Patio | 10
the neighbours are complaining turn down the backyard | adjust-volume | Backyard | -10
please be quiet in the kitchen | mute | Kitchen |
mute everything | mute | * |
shut the sound off in the garage | mute | Garage |
make anna's room silent | mute | Anna's Room |
can i have the sound back in the garage please | unmute | Garage |
unmute the lot | unmute | * |
turn sound on again upstairs | unmute | Upstairs |
put this on in the bedroom instead | move | Bedroom |
shift the music to the deck and the patio | move | Deck, Patio |
i want to keep listening in the bedroom | move | Bedroom |
move what's on in the kitchen to the garage | move | Garage | from Kitchen
swap over to the living room | move | Living Room |
take the party to the backyard | move | Backyard |
hook the garage in too | add-to-playing | Garage |
can the office hear this too | add-to-playing | Office |
plus the patio | add-to-playing | Patio |
put the living room on as well | add-to-playing | Living Room |
extend it to the bedroom | add-to-playing | Bedroom |
and now the deck too please | add-to-playing | Deck |
cut the garage out | remove-from-playing | Garage |
leave anna's room out please | remove-from-playing | Anna's Room |
the office can drop out now | remove-from-playing | Office |
create a group named weekend with the patio and the fire pit | create-group | Patio, Fire Pit | weekend
i want to group the office and the garage | create-group | Office, Garage |
make me a group called date night | create-group | | date night
let's put the deck the patio and the garage together as barbecue | create-group | Deck, Patio, Garage | barbecue
let's call the garage the workshop | rename | Garage | workshop
rename living room to lounge | rename | Living Room | lounge
the fire pit needs a new name | rename | Fire Pit |
change the deck's name to terrace | rename | Deck | terrace
the group upstairs can go | delete-group | Upstairs |
please remove my living room group | delete-group | Living Room |
dissolve the kitchen group | delete-group | Kitchen |
the office should also be in the backyard group | add-member | Office | to Backyard
add the deck and the garage to the kitchen group | add-member | Deck, Garage | to Kitchen
assign the garage to upstairs | add-member | Garage | to Upstairs
get the patio out of the backyard group | remove-member | Patio | to Backyard
take the office away from the upstairs group | remove-member | Office | to Upstairs
the garage is the left speaker | set-channel | Garage | left
have the patio play the right side | set-channel | Patio | right
let's make the deck stereo again | set-channel | Deck | stereo
i've got left and right the wrong way round in the living room | swap-channels | Living Room |
switch sides in the kitchen | swap-channels | Kitchen |
swap the left and the right speaker | swap-channels | |
this room uses the living room speakers | set-default-group | Living Room |
set upstairs as the default for this echo | set-default-group | Upstairs |
if i don't mention a room use the kitchen | set-default-group | Kitchen |
so what speakers have we got then | list-speakers | |
can you list my speakers for me | list-speakers | |
what groups do we have | list-groups | |
remind me which groups there are | list-groups | |
which song is playing in the bedroom | whats-playing | Bedroom |
what's this called | whats-playing | |
who sings this one | whats-playing | |
what's the patio up to | whats-playing | Patio |
is the garage speaker on | speaker-status | Garage |
what's the battery on the patio | speaker-status | Patio |
are the kitchen speakers still connected | speaker-status | Kitchen |
i could use some help | help | |
how do i make you play music | help | |
what do i say | help | |
no never mind | cancel | |
bye for now | cancel | |
stop it never mind | cancel | |
`;

export const THIRD_FRESH_PHRASES = `
yeah hi could you play a bit of queen in the garage | play | Garage | queen
play the album thriller in the living room and on the deck | play | Living Room, Deck | thriller
i think we need some salsa in the kitchen | play | Kitchen | salsa
ed sheeran in anna's room please | play | Anna's Room | ed sheeran
whole house christmas songs | play | * | christmas
put on some nice cello music in the office would you dear | play | Office | cello
stick the radio on in the kitchen | play | Kitchen | the radio
play my running playlist in the garage | play | Garage | running
let's dance put disco on in the living room | play | Living Room | disco
play music in all the rooms | play | * |
pause the deck please i've got a visitor | pause | Deck |
give the bedroom a rest | pause | Bedroom |
okay you can go on in the garage | resume | Garage |
unpause everything | resume | * |
stop the music downstairs in the kitchen | stop | Kitchen |
enough already in the backyard | stop | Backyard |
turn the deck off and leave the rest | stop | Deck |
next tune | next | |
can we skip this in the living room | next | Living Room |
go to the song before | previous | |
one song back on the patio please | previous | Patio |
put the volume on the deck at thirty five | set-volume | Deck | 35
set the living room and the kitchen to sixty percent please | set-volume | Living Room, Kitchen | 60
max out the garage | set-volume | Garage | 100
the bedroom should be at fifteen percent | set-volume | Bedroom | 15
lower the office by ten | adjust-volume | Office | -10
make it louder on the deck and the patio | adjust-volume | Deck, Patio | 10
a touch quieter in anna's room | adjust-volume | Anna's Room | -5
can't hear a thing in the garage | adjust-volume | Garage | 10
it's so loud out here turn the patio down | adjust-volume | Patio | -10
mute the fire pit for me | mute | Fire Pit |
unmute the kitchen window | unmute | Kitchen Window |
let's move the music into the office | move | Office |
take this to the garage | move | Garage |
bring the music with me to the bedroom | move | Bedroom |
add the living room to the party | add-to-playing | Living Room |
i'd like the fire pit to join in | add-to-playing | Fire Pit |
remove the office from the music | remove-from-playing | Office |
turn kitchen and garage into a group called work zone | create-group | Kitchen, Garage | work zone
make a new group | create-group | |
rename the patio terrace | rename | Patio | terrace
can you call the office the den | rename | Office | den
delete the upstairs group please | delete-group | Upstairs |
add the office to the kitchen | add-member | Office | to Kitchen
take the deck out of the backyard | remove-member | Deck | to Backyard
make the patio the left one and only that | set-channel | Patio | left
the office should be the right channel | set-channel | Office | right
left and right are swapped in the living room | swap-channels | Living Room |
use the backyard as my default | set-default-group | Backyard |
in this room always play on the kitchen speakers | set-default-group | Kitchen |
what speakers can i use | list-speakers | |
show me my groups | list-groups | |
what's the name of this song | whats-playing | |
what's going on in the garage | whats-playing | Garage |
is the fire pit still online | speaker-status | Fire Pit |
how's the deck doing for battery | speaker-status | Deck |
can you help me | help | |
what else can i say | help | |
oh never mind then | cancel | |
forget about it | cancel | |
`;

/** For a home with a Sun Deck, Müllers Küche, Mom's Room and other names. */
export const OTHER_HOME_PHRASES = `
play jazz on the sun deck | play | Sun Deck | jazz
put some rock on in the den | play | Den | rock
den jazz please | play | Den | jazz
play something calm in mom's room | play | Mom's Room | something calm
play abba in moms room and the loft | play | Mom's Room, Loft | abba
play abba in mum's room | play | Mom's Room | abba
speaker one play blues | play | Speaker One | blues
play blues on speaker one | play | Speaker One | blues
play blues on speaker 1 and speaker 2 | play | Speaker One, Speaker Two | blues
turn speaker one up | adjust-volume | Speaker One | 10
set speaker two to forty | set-volume | Speaker Two | 40
speaker two at thirty percent | set-volume | Speaker Two | 30
mute speaker one | mute | Speaker One |
mute the loft | mute | Loft |
the loft is too loud | adjust-volume | Loft | -10
turn müllers küche down | adjust-volume | Müllers Küche | -10
play jazz in mullers kuche | play | Müllers Küche | jazz
what's playing in müllers küche | whats-playing | Müllers Küche |
is the den connected | speaker-status | Den |
pause the sun deck and the den | pause | Sun Deck, Den |
play classical downstairs | play | Downstairs | classical
stop the sundeck | stop | Sun Deck |
put the den on the left | set-channel | Den | left
move the music to the loft | move | Loft |
add the den to downstairs | add-member | Den | to Downstairs
take mom's room out of the top floor | remove-member | Mom's Room | to Top Floor
rename the den to library | rename | Den | library
rename speaker one to hallway | rename | Speaker One | hallway
create a group called basement with the den and speaker two | create-group | Den, Speaker Two | basement
delete the top floor group | delete-group | Top Floor |
next song in the loft | next | Loft |
resume in mom's room | resume | Mom's Room |
also play on speaker two | add-to-playing | Speaker Two |
drop the loft | remove-from-playing | Loft |
i can't hear the den | adjust-volume | Den | 10
play jazz in the loft the den and mom's room | play | Loft, Den, Mom's Room | jazz
make the top floor the default here | set-default-group | Top Floor |
loft volume sixty | set-volume | Loft | 60
stick some reggae on out on the sun deck | play | Sun Deck | reggae
i'd like some country up in the loft | play | Loft | country
swap left and right downstairs | swap-channels | Downstairs |
is mom's room low on battery | speaker-status | Mom's Room |
`;

export const FRESH_OFF_TOPIC = `
turn off the lights in the kitchen | none
lock the front door | none
set the thermostat to seventy two | none
what's the temperature in the living room | none
set a timer for ten minutes | none
wake me up at seven tomorrow | none
add milk to the shopping list | none
remind me to call the dentist | none
how are you today | none
tell me a joke | none
who wrote hamlet | none
how tall is mount everest | none
what's the capital of australia | none
send a message to anna | none
call mom | none
what's in the news | none
how's the traffic on the way to work | none
give me a recipe for banana bread | none
how long do i boil an egg | none
is it going to rain this afternoon | none
close the garage door | none
open the garage | none
dim the living room lights to thirty percent | none
turn on the fan in the bedroom | none
start the dishwasher | none
run the vacuum upstairs | none
who sang at the super bowl last year | none
when was john lennon born | none
how many strings does a violin have | none
order more paper towels | none
what time is it | none
do you like me | none
you're really stupid | none
good morning | none
what's twelve times nine | none
how do you spell necessary | none
translate thank you into spanish | none
where's my phone | none
did the lakers win last night | none
read my email | none
flip a coin | none
tell me a bedtime story | none
is the oven still on | none
show me the camera in the backyard | none
who's at the front door | none
what's the weather like in paris | none
make me a coffee | none
book a table for four at eight | none
how many calories are in an apple | none
feed the dog in the garage | none
turn the sprinklers on in the backyard | none
turn the heating up in the bedroom | none
set the oven to two hundred | none
what's for dinner tonight | none
can you order a pizza | none
is my package arriving today | none
turn the porch light on | none
what's the score in the game | none
set an alarm for half past six | none
how far away is the moon | none
tell my husband i'm running late | none
find my keys | none
what's the humidity in the basement | none
who painted the mona lisa | none
play a game with me | none
how old are you | none
sing me a song about cats | none
where can i buy a violin | none
turn off the television in the bedroom | none
what movies are on tonight | none
add batteries to my cart | none
unlock the back door | none
when's the next train to london | none
`;

/** Two orders in one breath: nobody can tell which one would be left out, so none is carried out. */
export const TWO_ORDERS = `
garage left deck right | none
jazz in the backyard and rock in the kitchen | none
play jazz in the kitchen and turn off the garage | none
stop the kitchen and play rock in the garage | none
turn up the deck and mute the patio | none
mute the kitchen and unmute the bedroom | none
volume forty in the kitchen and twenty on the deck | none
pause the kitchen and the garage and play abba in the office | none
`;

/** Orders not to do something lead to nothing, or at most to what they ask to keep; never to their opposite. */
export const REFUSALS = `
i don't want you to turn it up | none
don't stop the music in the kitchen | none
don't turn it up | none
don't skip this song | none
don't delete the kitchen group | none
we are not done so don't pause it | none
`;
