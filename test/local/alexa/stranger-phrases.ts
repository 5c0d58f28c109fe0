// Phrases of three rounds by somebody who had seen none of the model's samples nor these tables at the first, and who
// tried each round once before anything was changed for it. Right at that first try (kind, places and words): 399 of
// 438, 132 of 165 and 93 of 104; off topic 65 of 86, 23 of 44 and 21 of 26 led to nothing. After each round families of
// samples and rules were added, so these lists now guard what was learnt; how unseen phrases fare is what the first
// tries tell. Six expected words that broke the tables' own convention were mended. What still fails is left in.
// Columns: what is said | kind | places, as this home calls them ("*" everywhere, "@" here, "* but …" an exception) |
// words, name or number.
export const FOURTH_PHRASES = `
hi there would you mind playing a little nat king cole in the living room | play | Living Room | nat king cole
get some beyonce pumping in the garage | play | Garage | beyonce
stick radiohead on in the office would you | play | Office | radiohead
let's get some country going around the fire pit | play | Fire Pit | country
crank some ac dc in the garage | play | Garage | ac dc
blast the foo fighters out on the deck | play | Deck | foo fighters
put a bit of mozart on for me in the bedroom | play | Bedroom | mozart
chuck the arctic monkeys on in the kitchen mate | play | Kitchen | the arctic monkeys
whack some drum and bass on in the garage | play | Garage | drum and bass
would it be possible to have some chopin in the living room | play | Living Room | chopin
i'd quite like a bit of vivaldi upstairs if that's all right | play | Upstairs | vivaldi
fire up some tom petty out back | play | Backyard | tom petty
queue up abbey road in the office | play | Office | abbey road
spin some motown records on the patio | play | Patio | motown records
throw some shania twain on the kitchen speakers | play | Kitchen | shania twain
bedroom play some whale sounds | play | Bedroom | whale sounds
in the garage play metallica | play | Garage | metallica
on the deck put on some steely dan | play | Deck | steely dan
for the office how about some lofi beats | play | Office | lofi beats
out by the firepit i want johnny cash | play | Fire Pit | johnny cash
kitchen and patio play fleetwood mac | play | Kitchen, Patio | fleetwood mac
disco in the back yard please | play | Backyard | disco
miles davis living room | play | Living Room | miles davis
smooth jazz upstairs | play | Upstairs | smooth jazz
reggae over the backyard speakers | play | Backyard | reggae
dua lipa through the kitchen speakers please | play | Kitchen | dua lipa
i feel like listening to some blues in the garage | play | Garage | blues
i wanna listen to olivia rodrigo in annas room | play | Anna's Room | olivia rodrigo
play frozen songs in annas room | play | Anna's Room | frozen
can anna have taylor swift in her room | play | Anna's Room | taylor swift
we need some party music in the backyard now | play | Backyard | party
give us a bit of oasis in the garage | play | Garage | oasis
give me some coltrane on the living room speakers | play | Living Room | coltrane
get the rolling stones on in the garage and the deck | play | Garage, Deck | the rolling stones
play some ella fitzgerald in the kitchen and living room | play | Kitchen, Living Room | ella fitzgerald
play hip hop on the patio the deck and the fire pit | play | Patio, Deck, Fire Pit | hip hop
start some salsa in the kitchen | play | Kitchen | salsa
start playing classical in the bedroom | play | Bedroom | classical
begin playing gospel music everywhere | play | * | gospel
have the whole house play christmas music | play | * | christmas
play christmas carols throughout the house | play | * | christmas carols
play bohemian rhapsody everywhere | play | * | bohemian rhapsody
i want abba on every speaker | play | * | abba
put the beatles on all the speakers | play | * | the beatles
play lady gaga all over the house | play | * | lady gaga
play led zeppelin in here | play | @ | led zeppelin
put some soul on in this room | play | @ | soul
play the piano guys | play |  | the piano guys
play some norah jones | play |  | norah jones
put on billie holiday | play |  | billie holiday
stick on some stevie wonder | play |  | stevie wonder
let's hear some bob marley | play |  | bob marley
i'd love to hear some springsteen | play |  | springsteen
could we have a bit of david bowie please | play |  | david bowie
some adele please | play |  | adele
play hotel california by the eagles | play |  | hotel california by the eagles
play thriller on the deck | play | Deck | thriller
play something | play |  |
just play some music | play |  |
put some music on in the kitchen | play | Kitchen |
music in the garage please | play | Garage |
can we have some tunes on the patio | play | Patio |
get some music going in the living room | play | Living Room |
play anything out on the deck | play | Deck |
it's too quiet in here put something on | play | @ |
turn on the music in the bedroom | play | Bedroom |
turn some music on upstairs | play | Upstairs |
put my workout playlist on in the garage | play | Garage | workout
play my dinner party playlist in the kitchen and on the patio | play | Kitchen, Patio | dinner party
play the summer hits playlist by the fire pit | play | Fire Pit | summer hits
play songs by simon and garfunkel in the office | play | Office | simon and garfunkel
play music by hans zimmer in the office | play | Office | hans zimmer
play something by prince on the patio | play | Patio | prince
play eighties rock in the garage | play | Garage | eighties rock
play nineties r and b in the backyard | play | Backyard | nineties r and b
play earth wind and fire on the deck | play | Deck | earth wind and fire
play here comes the sun on the patio | play | Patio | here comes the sun
play stairway to heaven in the garage | play | Garage | stairway to heaven
play the sound of silence upstairs | play | Upstairs | the sound of silence
play the kinks on the kitchen window | play | Kitchen Window | the kinks
put the radio on in the kitchen counter speaker | play | Kitchen Counter | the radio
i'm having people over so play some background jazz in the living room | play | Living Room | background jazz
it's bath time play some lullabies in anna's room | play | Anna's Room | lullabies
okay so um can you like put on some drake in the backyard | play | Backyard | drake
uh play uh the weeknd in the bedroom please | play | Bedroom | the weeknd
you know what let's have some queen in the kitchen | play | Kitchen | queen
right pop some ed sheeran on in the lounge | play | Living Room | ed sheeran
sling some house music on in the garage | play | Garage | house
bring up some sinatra in the living room | play | Living Room | sinatra
run some ambient music in the bedroom | play | Bedroom | ambient
set up some jazz in the living room | play | Living Room | jazz
send some bluegrass to the deck | play | Deck | bluegrass
pipe some classical into the office | play | Office | classical
pump some techno through the garage | play | Garage | techno
have jazz playing in the kitchen | play | Kitchen | jazz
i want the kitchen to play bossa nova | play | Kitchen | bossa nova
make the patio play some calypso | play | Patio | calypso
get the backyard rocking with some van halen | play | Backyard | van halen
kindly play some ravi shankar in the living room | play | Living Room | ravi shankar
be a dear and play glenn miller in the living room | play | Living Room | glenn miller
how about some etta james on the patio | play | Patio | etta james
what about a bit of coldplay in the kitchen | play | Kitchen | coldplay
any chance of some ska in the garage | play | Garage | ska
may i have some debussy in the bedroom please | play | Bedroom | debussy
play jazz everywhere but the kitchen | play | * but Kitchen | jazz
play rock everywhere except the bedroom | play | * but Bedroom | rock
play music on all the speakers except the deck | play | * but Deck |
play abba in every room apart from anna's room | play | * but Anna's Room | abba
play soul in the backyard but not the fire pit | play | Backyard but Fire Pit | soul
pause everything except the kitchen | pause | * but Kitchen |
turn everything down apart from the office | adjust-volume | * but Office | -10
mute all the speakers except the living room | mute | * but Living Room |
stop the music everywhere but the garage | stop | * but Garage |
pause | pause | |
pause it please | pause | |
pause for a sec | pause | |
pause the music in the living room | pause | Living Room |
can you pause the deck | pause | Deck |
hold on pause the garage | pause | Garage |
could you pause the kitchen for a minute | pause | Kitchen |
put the music on pause | pause | |
hold the music | pause | |
freeze the music | pause | |
take a break from the music upstairs | pause | Upstairs |
pause the backyard and the kitchen | pause | Backyard, Kitchen |
pause everything | pause | * |
pause every room | pause | * |
give the music a rest for a moment | pause | |
phone's ringing pause the music | pause | |
pause the one in the bedroom | pause | Bedroom |
resume | resume | |
resume the music on the patio | resume | Patio |
carry on playing in the kitchen | resume | Kitchen |
keep playing | resume | |
keep going | resume | |
unpause the garage | resume | Garage |
un pause | resume | |
start the music again | resume | |
start it back up | resume | |
pick up where we left off | resume | |
continue the music upstairs | resume | Upstairs |
okay you can play again | resume | |
start it up again in the living room | resume | Living Room |
back on with the music please | resume | |
get the music going again on the deck | resume | Deck |
resume everywhere | resume | * |
stop | stop | |
stop it | stop | |
stop the music | stop | |
stop playing | stop | |
stop playing in the kitchen | stop | Kitchen |
stop the bedroom | stop | Bedroom |
turn the music off | stop | |
turn off the kitchen | stop | Kitchen |
switch off the music in the garage | stop | Garage |
kill the music | stop | |
kill the deck | stop | Deck |
cut the music in the office | stop | Office |
shut it off | stop | |
shut off the patio speakers | stop | Patio |
turn everything off | stop | * |
stop everything | stop | * |
no more music in anna's room | stop | Anna's Room |
that's enough music for tonight | stop | |
end the music in the backyard | stop | Backyard |
off with the music | stop | |
music off | stop | |
kitchen off please | stop | Kitchen |
turn off all the speakers | stop | * |
stop all the music | stop | * |
shut the music down upstairs | stop | Upstairs |
next | next | |
next song | next | |
skip | next | |
skip this | next | |
skip it in the kitchen | next | Kitchen |
next track on the deck | next | Deck |
skip to the next one please | next | |
i don't like this song | next | |
i hate this one play something else | next | |
skip ahead | next | |
go to the next song in the garage | next | Garage |
another song please | next | |
not this one again next | next | |
jump to the next tune | next | |
move on to the next track | next | |
previous | previous | |
previous song please | previous | |
go back one | previous | |
play that last song again | previous | |
back a track in the living room | previous | Living Room |
go back to the last song | previous | |
what was that play the previous track | previous | |
last song again on the patio | previous | Patio |
rewind to the previous song | previous | |
skip back | previous | |
set the volume to forty | set-volume | | 40
volume twenty five in the kitchen | set-volume | Kitchen | 25
set the kitchen to thirty percent | set-volume | Kitchen | 30
put the deck at sixty | set-volume | Deck | 60
put the volume at half in the living room | set-volume | Living Room | 50
turn the patio up to seventy | set-volume | Patio | 70
turn it down to fifteen | set-volume | | 15
drop the bedroom to ten percent | set-volume | Bedroom | 10
bring the backyard down to twenty | set-volume | Backyard | 20
full volume in the garage | set-volume | Garage | 100
max it out on the deck | set-volume | Deck | 100
turn the garage all the way up | set-volume | Garage | 100
set everything to fifty percent | set-volume | * | 50
make the office half as loud as it goes | set-volume | Office | 50
i want the volume at thirty five | set-volume | | 35
volume at a hundred | set-volume | | 100
half volume upstairs | set-volume | Upstairs | 50
crank the patio to eighty | set-volume | Patio | 80
fire pit at forty five percent | set-volume | Fire Pit | 45
kitchen counter volume fifty | set-volume | Kitchen Counter | 50
change the volume of the bedroom to twenty percent | set-volume | Bedroom | 20
can you set the living room volume to about forty | set-volume | Living Room | 40
minimum volume in the bedroom | set-volume | Bedroom | 5
set the fire pit and the deck to sixty percent | set-volume | Fire Pit, Deck | 60
knock the kitchen down to thirty | set-volume | Kitchen | 30
bump it up to sixty five | set-volume | | 65
turn it up | adjust-volume | | 10
turn it down please | adjust-volume | | -10
turn it up a bit in the kitchen | adjust-volume | Kitchen | 5
turn the deck down a hair | adjust-volume | Deck | -5
louder | adjust-volume | | 10
a bit louder on the patio | adjust-volume | Patio | 5
a little quieter in anna's room please | adjust-volume | Anna's Room | -5
nudge the office up a touch | adjust-volume | Office | 5
bump the backyard up ten percent | adjust-volume | Backyard | 10
knock the garage down a couple of notches | adjust-volume | Garage | -10
turn the kitchen up by ten | adjust-volume | Kitchen | 10
lower the bedroom by twenty | adjust-volume | Bedroom | -20
raise the volume in the living room | adjust-volume | Living Room | 10
increase the volume on the fire pit by fifteen percent | adjust-volume | Fire Pit | 15
drop it two notches | adjust-volume | | -10
it's way too loud in here | adjust-volume | @ | -25
that's too loud | adjust-volume | | -10
the kitchen is a bit too loud | adjust-volume | Kitchen | -5
the patio is too quiet | adjust-volume | Patio | 10
i can't hear the music in the garage | adjust-volume | Garage | 10
crank it up | adjust-volume | | 10
crank up the deck | adjust-volume | Deck | 10
pump up the volume out back | adjust-volume | Backyard | 10
hush it down a bit in the office | adjust-volume | Office | -5
could you turn the music down a little in the bedroom | adjust-volume | Bedroom | -5
make it louder | adjust-volume | | 10
make the living room quieter | adjust-volume | Living Room | -10
a lot louder in the backyard | adjust-volume | Backyard | 25
turn everything down | adjust-volume | * | -10
turn all the speakers up a little | adjust-volume | * | 5
bring the volume down a smidge on the deck | adjust-volume | Deck | -5
softer please | adjust-volume | | -10
turn down the patio and the deck | adjust-volume | Patio, Deck | -10
volume up | adjust-volume | | 10
volume down in the kitchen | adjust-volume | Kitchen | -10
give the fire pit a little more volume | adjust-volume | Fire Pit | 5
mute | mute | |
mute the kitchen | mute | Kitchen |
mute it on the deck for a second | mute | Deck |
silence the garage | mute | Garage |
hush the living room | mute | Living Room |
can you mute upstairs please | mute | Upstairs |
kill the sound in the office | mute | Office |
turn the sound off in the bedroom | mute | Bedroom |
cut the sound on the patio | mute | Patio |
mute everything | mute | * |
put the kitchen counter on mute | mute | Kitchen Counter |
no sound in anna's room please | mute | Anna's Room |
unmute | unmute | |
unmute the kitchen please | unmute | Kitchen |
take the deck off mute | unmute | Deck |
turn the sound back on in the garage | unmute | Garage |
un mute the living room | unmute | Living Room |
give me the sound back in the office | unmute | Office |
take everything off mute | unmute | * |
bring the sound back upstairs | unmute | Upstairs |
move the music to the deck | move | Deck |
move this to the kitchen | move | Kitchen |
move the music from the kitchen to the living room | move | Living Room | from Kitchen
switch the music over to the bedroom | move | Bedroom |
take this upstairs with me | move | Upstairs |
send this to the garage instead | move | Garage |
shift the music from the patio to the fire pit | move | Fire Pit | from Patio
i'm going to the office bring the music with me | move | Office |
transfer the music to the backyard | move | Backyard |
play this in the bedroom instead | move | Bedroom |
can you move what's playing in the garage to the deck | move | Deck | from Garage
let the music follow me to the kitchen | move | Kitchen |
bring the music from upstairs down to the kitchen | move | Kitchen | from Upstairs
swap the music over to the patio | move | Patio |
move whatever's on in the office to anna's room | move | Anna's Room | from Office
add the kitchen | add-to-playing | Kitchen |
add the patio to the music | add-to-playing | Patio |
play this in the kitchen too | add-to-playing | Kitchen |
have the deck join in | add-to-playing | Deck |
play it on the fire pit as well | add-to-playing | Fire Pit |
include the garage as well | add-to-playing | Garage |
bring the living room in too | add-to-playing | Living Room |
let's have this upstairs also | add-to-playing | Upstairs |
get the bedroom playing this too | add-to-playing | Bedroom |
join the office to the kitchen | add-to-playing | Office | beside Kitchen
same music in the garage please | add-to-playing | Garage |
extend the music to the backyard | add-to-playing | Backyard |
put this on the deck as well please | add-to-playing | Deck |
drop the kitchen from the music | remove-from-playing | Kitchen |
take the deck out of it | remove-from-playing | Deck |
remove the garage from the music | remove-from-playing | Garage |
leave the bedroom out | remove-from-playing | Bedroom |
i don't need it in the office anymore | remove-from-playing | Office |
take the fire pit off | remove-from-playing | Fire Pit |
disconnect the patio from the music | remove-from-playing | Patio |
kick the living room out of the mix | remove-from-playing | Living Room |
take anna's room out of the music please | remove-from-playing | Anna's Room |
make a group called garden party with patio and deck | create-group | Patio, Deck | garden party
create a group called downstairs with the kitchen and the living room | create-group | Kitchen, Living Room | downstairs
create a new group named chill zone from the bedroom and office | create-group | Bedroom, Office | chill zone
set up a group called work with the office and the garage | create-group | Office, Garage | work
group the patio and the garage and call it barbecue | create-group | Patio, Garage | barbecue
put the deck and fire pit together as a group called sunset | create-group | Deck, Fire Pit | sunset
make a new group | create-group | |
i want to create a group called kids | create-group | | kids
create a speaker group | create-group | |
could you make me a group called pool party with the deck patio and fire pit | create-group | Deck, Patio, Fire Pit | pool party
call the kitchen and the patio brunch | create-group | Kitchen, Patio | brunch
start a group called quiet corner with anna's room and the bedroom in it | create-group | Anna's Room, Bedroom | quiet corner
combine the garage and the office into a group called workshop | create-group | Garage, Office | workshop
rename the garage to workshop | rename | Garage | workshop
rename the backyard group garden | rename | Backyard | garden
call the office the study | rename | Office | study
change the name of the deck to terrace | rename | Deck | terrace
change the bedroom's name to master bedroom | rename | Bedroom | master bedroom
from now on call the fire pit the campfire | rename | Fire Pit | campfire
let's rename kitchen window to the sink speaker | rename | Kitchen Window | sink speaker
give the patio a new name | rename | Patio |
i'd like to rename upstairs to second floor | rename | Upstairs | second floor
rename anna's room | rename | Anna's Room |
delete the upstairs group | delete-group | Upstairs |
get rid of the backyard group | delete-group | Backyard |
remove the kitchen group | delete-group | Kitchen |
i don't need the living room group anymore | delete-group | Living Room |
scrap the upstairs group please | delete-group | Upstairs |
delete the group called backyard | delete-group | Backyard |
delete a group | delete-group | |
erase the kitchen group | delete-group | Kitchen |
add the garage to the backyard group | add-member | Garage | to Backyard
put the office in the upstairs group | add-member | Office | to Upstairs
add the garage and the office to upstairs | add-member | Garage, Office | to Upstairs
make the garage part of the backyard | add-member | Garage | to Backyard
include the office in the upstairs group | add-member | Office | to Upstairs
can you add the deck to the kitchen group please | add-member | Deck | to Kitchen
the garage should be in the backyard group too | add-member | Garage | to Backyard
take the deck out of the backyard group | remove-member | Deck | to Backyard
remove anna's room from upstairs | remove-member | Anna's Room | to Upstairs
remove the fire pit from the backyard group | remove-member | Fire Pit | to Backyard
the bedroom shouldn't be in the upstairs group | remove-member | Bedroom | to Upstairs
kick the kitchen window out of the kitchen group | remove-member | Kitchen Window | to Kitchen
drop the patio from the backyard group | remove-member | Patio | to Backyard
make the patio the left speaker | set-channel | Patio | left
set the deck to right | set-channel | Deck | right
the garage should be mono | set-channel | Garage | mono
put the office in stereo | set-channel | Office | stereo
use the bedroom as the right channel | set-channel | Bedroom | right
kitchen window is the left one | set-channel | Kitchen Window | left
make the fire pit play both channels | set-channel | Fire Pit | stereo
i want the patio on the right side | set-channel | Patio | right
set the backyard to mono | set-channel | Backyard | mono
switch the deck to the left channel | set-channel | Deck | left
swap left and right | swap-channels | |
swap the channels in the living room | swap-channels | Living Room |
left and right are the wrong way round in the living room | swap-channels | Living Room |
flip left and right in the living room | swap-channels | Living Room |
the stereo is backwards in the living room | swap-channels | Living Room |
reverse the left and right speakers in the kitchen | swap-channels | Kitchen |
use the kitchen by default | set-default-group | Kitchen |
make the living room the default here | set-default-group | Living Room |
this echo is in the kitchen | set-default-group | Kitchen |
set the default group to backyard | set-default-group | Backyard |
always use the upstairs speakers when i talk to you here | set-default-group | Upstairs |
my default group is the living room | set-default-group | Living Room |
change the default to kitchen | set-default-group | Kitchen |
this alexa belongs to the living room | set-default-group | Living Room |
when i don't say a room use the kitchen | set-default-group | Kitchen |
what speakers do i have | list-speakers | |
list my speakers | list-speakers | |
how many speakers are there | list-speakers | |
name all the speakers | list-speakers | |
tell me which speakers you know | list-speakers | |
what are my speakers called | list-speakers | |
which rooms can you play in | list-speakers | |
what groups do i have | list-groups | |
list the groups | list-groups | |
tell me my groups | list-groups | |
are there any groups set up | list-groups | |
what are the groups called | list-groups | |
which groups have i made | list-groups | |
what's playing | whats-playing | |
what is this song | whats-playing | |
who sings this | whats-playing | |
what's on in the kitchen | whats-playing | Kitchen |
what are we listening to | whats-playing | |
what's that playing on the deck | whats-playing | Deck |
which song is playing upstairs | whats-playing | Upstairs |
name that tune | whats-playing | |
where is the music playing | whats-playing | |
what's the name of this track | whats-playing | |
is anything playing in the garage | whats-playing | Garage |
is the deck connected | speaker-status | Deck |
are all the speakers working | speaker-status | * |
how's the battery on the fire pit | speaker-status | Fire Pit |
how loud is the kitchen | speaker-status | Kitchen |
what's the volume in the living room | speaker-status | Living Room |
is the patio online | speaker-status | Patio |
why is there no sound in the garage | speaker-status | Garage |
what's wrong with the bedroom speaker | speaker-status | Bedroom |
does the deck need charging | speaker-status | Deck |
are any speakers offline | speaker-status | |
check the speakers | speaker-status | |
how are the speakers doing | speaker-status | |
is anna's room on | speaker-status | Anna's Room |
status of the backyard | speaker-status | Backyard |
help | help | |
what can you do | help | |
how does this work | help | |
what can i say | help | |
i need help | help | |
how do i use you | help | |
give me some examples | help | |
cancel | cancel | |
never mind | cancel | |
forget it | cancel | |
go away | cancel | |
exit | cancel | |
cancel that | cancel | |
i'm done thanks | cancel | |
oh forget about it | cancel | |
goodbye | cancel | |
`;

export const FOURTH_OFF_TOPIC = `
what's the weather like tomorrow
will it rain this afternoon
set a timer for ten minutes
set an alarm for seven in the morning
how long is left on my timer
remind me to call mum
add milk to the shopping list
add eggs and bread to my list
turn on the kitchen lights
turn off the lights in the bedroom
dim the living room lights
set the thermostat to twenty one degrees
turn the heating up
lock the front door
is the garage door open
open the garage door
close the blinds upstairs
what time is it
what's the time in new york
tell me a joke
who won the game last night
how tall is mount everest
what's two plus two
call my sister
send a message to dad
what's in the news
how do i get to the airport
order a pizza
what's on my calendar today
start the dishwasher
is dinner ready
i love you
you're funny
how are you today
what's your name
who made you
sing me a song yourself why don't you
i think the kitchen needs painting
the deck needs a new coat of varnish
anna left her room in a mess
who's in the living room
did you feed the dog
where are my keys
the patio looks lovely tonight
mum is in the kitchen
we should buy a new speaker
i like music
my brother plays the guitar
do you like jazz
the neighbours are loud
what is a fire pit
how do i build a deck
how much is a bluetooth speaker
spell necessary
translate hello into french
open spotify
launch the quiz skill
start my car
record a voice memo
take a picture
flip a coin
roll a die
good morning
happy birthday
what's the capital of peru
when is thanksgiving
read me a story
play hide and seek with the kids is what we should do
the music teacher is coming at four
i left my phone in the office
can you see me
don't stop the music
do not pause the deck
don't turn it up
please don't mute the kitchen
don't skip this one
i didn't say stop
never play that again
don't play anything in the bedroom
do not delete the backyard group
don't add the garage
i wonder what the stereo cost
turn left at the next junction
go to the next room
the volume of a cube is what
next week is my birthday
`;

export const FIFTH_PHRASES = `
you up for playing some otis redding in the kitchen | play | Kitchen | otis redding
grandma wants a bit of perry como in the living room please | play | Living Room | perry como
hit the garage with some slayer | play | Garage | slayer
let's get marvin gaye on out back | play | Backyard | marvin gaye
chill out music in the bedroom thanks | play | Bedroom | chill out
some nice cello stuff upstairs please | play | Upstairs | cello
deck and fire pit bob seger | play | Deck, Fire Pit | bob seger
i'd be grateful for some elgar in the office | play | Office | elgar
get bruno mars going on the patio and the deck | play | Patio, Deck | bruno mars
stick the charts on in anna's room | play | Anna's Room | the charts
shuffle some cat stevens in the living room | play | Living Room | cat stevens
the missus would like a bit of barry manilow in the kitchen | play | Kitchen | barry manilow
lo fi beats for the office please | play | Office | lo fi beats
turn on some zz top in the garage | play | Garage | zz top
right i'm cooking so put some amy winehouse on in the kitchen | play | Kitchen | amy winehouse
can you do some tango on the patio | play | Patio | tango
drop some beats on the deck | play | Deck |
let me have a listen to rumours in the bedroom | play | Bedroom | rumours
play uptown funk out by the fire pit | play | Fire Pit | uptown funk
play the soundtrack from grease in the living room | play | Living Room | the soundtrack from grease
music for the kitchen | play | Kitchen |
wake up the office with some daft punk | play | Office | daft punk
everywhere some latin please | play | * | latin
start the music in the backyard | play | Backyard |
i need some tunes in the garage pronto | play | Garage |
play wham | play | | wham
gimme some truth by john lennon | play | | some truth by john lennon
kick off with some disco in the living room | play | Living Room | disco
strike up some mariachi on the patio | play | Patio | mariachi
play blues on all speakers other than the bedroom | play | * but Bedroom | blues
dolly parton in every room but the office | play | * but Office | dolly parton
play pop upstairs but not in anna's room | play | Upstairs but Anna's Room | pop
put jazz on in the whole house except for the garage | play | * but Garage | jazz
pause all of them apart from the deck | pause | * but Deck |
turn off everything except the fire pit | stop | * but Fire Pit |
set everything but the kitchen to twenty | set-volume | * but Kitchen | 20
turn up all the speakers except the bedroom | adjust-volume | * but Bedroom | 10
mute the backyard except the patio | mute | Backyard but Patio |
hold the music a sec would you | pause | |
pause the patio for me | pause | Patio |
stop for a moment | pause | |
hit pause in the kitchen please | pause | Kitchen |
pause the living room and the office | pause | Living Room, Office |
somebody's at the door pause the music | pause | |
press pause on the deck | pause | Deck |
okay carry on | resume | |
let the music play on in the garage | resume | Garage |
go on then resume the kitchen | resume | Kitchen |
put the music back on | resume | |
off pause please | resume | |
right you can start the music up again on the patio | resume | Patio |
play on | resume | |
stop the noise in the garage | stop | Garage |
shush it i've had enough stop the music | stop | |
would you turn off the music upstairs please | stop | Upstairs |
kill the tunes out back | stop | Backyard |
stop the kitchen and the living room | stop | Kitchen, Living Room |
that'll do for the patio turn it off | stop | Patio |
cut it | stop | |
music off in the office | stop | Office |
silence everything now stop | stop | * |
shut everything down | stop | * |
skip this rubbish | next | |
next one please mate | next | |
can we skip to the next track in the kitchen | next | Kitchen |
i'm bored of this one next please | next | |
give me the next song | next | |
go forward a song on the patio | next | Patio |
put the last one back on | previous | |
can you go back a track | previous | |
take it back to the previous song in the garage | previous | Garage |
previous track on the deck please | previous | Deck |
i want the song before this one | previous | |
make the kitchen volume fifty five | set-volume | Kitchen | 55
set the volume at thirty percent in anna's room | set-volume | Anna's Room | 30
patio at seventy five please | set-volume | Patio | 75
take the garage down to a quarter | set-volume | Garage | 25
three quarters volume on the deck | set-volume | Deck | 75
go to fifty percent in the office | set-volume | Office | 50
blast it at a hundred percent in the garage | set-volume | Garage | 100
could you put the volume down to twelve in the bedroom | set-volume | Bedroom | 12
full blast on the patio | set-volume | Patio | 100
whisper level in anna's room | set-volume | Anna's Room | 10
give it a bit more welly in the garage | adjust-volume | Garage | 5
a tad louder please | adjust-volume | | 5
turn that racket down | adjust-volume | | -10
the deck could be a little louder | adjust-volume | Deck | 5
it's hard to hear the patio | adjust-volume | Patio | 10
bring the living room down by fifteen | adjust-volume | Living Room | -15
up the volume a bit in the kitchen | adjust-volume | Kitchen | 5
quieter in the office if you would | adjust-volume | Office | -10
ease it down a touch | adjust-volume | | -5
knock it up a notch on the deck | adjust-volume | Deck | 5
way louder in the garage | adjust-volume | Garage | 25
my ears are bleeding turn it down | adjust-volume | | -10
five percent louder please | adjust-volume | | 5
the music's too loud in the bedroom | adjust-volume | Bedroom | -10
nudge everything down | adjust-volume | * | -10
put the patio on mute | mute | Patio |
be quiet in the kitchen | mute | Kitchen |
could you silence the deck and the fire pit | mute | Deck, Fire Pit |
baby's asleep mute upstairs | mute | Upstairs |
quiet please in the living room | mute | Living Room |
let's have sound again in the kitchen | unmute | Kitchen |
take the mute off the patio | unmute | Patio |
unmute everything | unmute | * |
sound back on in the office please | unmute | Office |
i'm heading upstairs bring the music | move | Upstairs |
pop this over to the patio | move | Patio |
can we continue this in the living room | move | Living Room |
shift this lot to the garage | move | Garage |
take the music out of the kitchen and put it on the deck | move | Deck | from Kitchen
transfer from the bedroom to the office | move | Office | from Bedroom
i want the deck playing this too | add-to-playing | Deck |
also in the garage please | add-to-playing | Garage |
could we have it in the kitchen as well | add-to-playing | Kitchen |
add anna's room to what's playing | add-to-playing | Anna's Room |
hook the patio in too | add-to-playing | Patio |
the office can come off now | remove-from-playing | Office |
leave the garage out of it | remove-from-playing | Garage |
take the kitchen out of the mix please | remove-from-playing | Kitchen |
no music for the bedroom leave it out | remove-from-playing | Bedroom |
let's create a group called evening lounge with bedroom and office | create-group | Bedroom, Office | evening lounge
make a speaker group named summer party out of the deck and the patio | create-group | Deck, Patio | summer party
new group called morning coffee with kitchen counter and patio | create-group | Kitchen Counter, Patio | morning coffee
bundle the garage and office together as work zone | create-group | Garage, Office | work zone
could you set up a group for me called dance floor with the garage and the deck | create-group | Garage, Deck | dance floor
i'd like the office to be called the den | rename | Office | den
please rename deck to veranda | rename | Deck | veranda
change garage to man cave | rename | Garage | man cave
the patio should be called terrace | rename | Patio | terrace
bin the upstairs group | delete-group | Upstairs |
please delete my kitchen group | delete-group | Kitchen |
we no longer need the backyard group | delete-group | Backyard |
stick the garage into the kitchen group | add-member | Garage | to Kitchen
please add office to upstairs | add-member | Office | to Upstairs
can the garage be in the backyard group | add-member | Garage | to Backyard
pull the deck out of the backyard group | remove-member | Deck | to Backyard
bedroom no longer belongs to upstairs | remove-member | Bedroom | to Upstairs
make the deck the right hand speaker | set-channel | Deck | right
patio left please | set-channel | Patio | left
i'd like the bedroom in mono | set-channel | Bedroom | mono
go back to stereo on the garage | set-channel | Garage | stereo
swap the left and right speakers round in the living room | swap-channels | Living Room |
left and right are mixed up | swap-channels | |
make kitchen my default group | set-default-group | Kitchen |
this one here is the living room echo | set-default-group | Living Room |
unless i say otherwise use the backyard | set-default-group | Backyard |
remind me what speakers we've got | list-speakers | |
can you tell me all the speakers | list-speakers | |
show me the groups | list-groups | |
do i have any groups | list-groups | |
what tune is this | whats-playing | |
who's the singer | whats-playing | |
anything playing upstairs | whats-playing | Upstairs |
what have you got on in the office | whats-playing | Office |
is the fire pit still on | speaker-status | Fire Pit |
how much juice has the deck got | speaker-status | Deck |
can you check the patio speaker is connected | speaker-status | Patio |
i can't get any sound out of the kitchen window | speaker-status | Kitchen Window |
what sort of things can i ask | help | |
i'm stuck what do i say | help | |
never mind then | cancel | |
don't worry about it | cancel | |
leave it for now | cancel | |
`;

export const FIFTH_OFF_TOPIC = `
how do i clean the deck
is it going to be windy on the patio tonight
grandma says hello
we had a lovely evening in the garden
the office called they want you in early
i play the piano every tuesday
can you read me my emails
what does resume mean in french
put the kettle on
put the bins out
put my coat in the bedroom
bring me a beer
give me a hug
stop being silly
stop biting your nails
skip dinner tonight
mute is a funny word
the group met on friday
delete my account
rename the dog
are you listening to me
do you have a brother
which is bigger the sun or the moon
turn the page
turn around slowly
set the table
set the kitchen table for six
lower the blinds
raise your hand
move the car
add two and two
take the rubbish out
take me to the river
don't pause
don't mute the office
please do not turn the volume up on the deck
i don't want you to stop
don't rename the garage
don't play jazz
never mind the weather
what's the loudest animal
how many speakers were at the conference
who left the garage open
why is the kitchen so messy
`;

export const SIXTH_PHRASES = `
hey house band could you stick a bit of nirvana on in the garage for us | play | Garage | nirvana
kids want encanto songs in anna's room | play | Anna's Room | encanto
sound track of hamilton in the office | play | Office | sound track of hamilton
let us have glenn gould in the living room please and thank you | play | Living Room | glenn gould
nina simone kitchen please | play | Kitchen | nina simone
play jack johnson out on the patio and by the fire pit | play | Patio, Fire Pit | jack johnson
i'm after a bit of george ezra in the bedroom | play | Bedroom | george ezra
throw a party mix on in the backyard | play | Backyard | party mix
how about you play some sade upstairs | play | Upstairs | sade
get going with some thin lizzy in the garage | play | Garage | thin lizzy
time for some elvis in the kitchen | play | Kitchen | elvis
pop some tunes on everywhere | play | * |
can we have carols in the living room and the kitchen | play | Living Room, Kitchen | carols
play me something mellow on the deck | play | Deck | something mellow
would you kindly put on rhapsody in blue in the office | play | Office | rhapsody in blue
load up some kraftwerk in the office | play | Office | kraftwerk
play the national on the deck | play | Deck | the national
i could go for some bon iver on the patio | play | Patio | bon iver
music everywhere except upstairs please | play | * but Upstairs |
play ska on everything but the fire pit | play | * but Fire Pit | ska
turn the music off everywhere but the kitchen | stop | * but Kitchen |
pause the whole house except anna's room | pause | * but Anna's Room |
all speakers except the garage at forty percent | set-volume | * but Garage | 40
pause that would you | pause | |
can you just pause the bedroom a moment | pause | Bedroom |
pause in the garage and the office | pause | Garage, Office |
put the kitchen on hold | pause | Kitchen |
start playing again in the office | resume | Office |
unpause the living room please | resume | Living Room |
you may continue | resume | |
continue with the music on the deck | resume | Deck |
stop the deck and the patio please | stop | Deck, Patio |
that's plenty stop the music | stop | |
switch everything off | stop | * |
turn the speakers off in the bedroom | stop | Bedroom |
end it in the garage | stop | Garage |
skip to the next song in the living room please | next | Living Room |
ugh skip it | next | |
play the next one on the deck | next | Deck |
hop to the next track | next | |
previous track if you don't mind | previous | |
bring back the previous song in the kitchen | previous | Kitchen |
go back to what was playing before | previous | |
volume to sixty five in the backyard | set-volume | Backyard | 65
i'd like the patio at thirty | set-volume | Patio | 30
lower the deck to fifteen percent | set-volume | Deck | 15
set anna's room really low like ten percent | set-volume | Anna's Room | 10
max volume everywhere | set-volume | * | 100
half way in the office please | set-volume | Office | 50
can you turn the patio up some | adjust-volume | Patio | 10
tone it down in the kitchen | adjust-volume | Kitchen | -10
just a smidge quieter upstairs | adjust-volume | Upstairs | -5
drop the volume by ten on the patio | adjust-volume | Patio | -10
raise the kitchen a bit | adjust-volume | Kitchen | 5
it's too low on the deck | adjust-volume | Deck | 10
make the fire pit much louder | adjust-volume | Fire Pit | 25
turn down for the neighbours in the backyard | adjust-volume | Backyard | -10
can you mute the patio for now | mute | Patio |
no noise in the bedroom please | mute | Bedroom |
mute the kitchen window and the counter | mute | Kitchen Window, Kitchen Counter |
please unmute the deck and the patio | unmute | Deck, Patio |
turn the sound on again upstairs | unmute | Upstairs |
move it into the living room please | move | Living Room |
can this carry on in the bedroom instead | move | Bedroom |
take what's playing on the patio to the kitchen | move | Kitchen | from Patio
put this in the garage too | add-to-playing | Garage |
get the office to join in | add-to-playing | Office |
add the fire pit as well please | add-to-playing | Fire Pit |
drop the patio out of the music | remove-from-playing | Patio |
remove the bedroom please | remove-from-playing | Bedroom |
make a group called yoga with bedroom and office | create-group | Bedroom, Office | yoga
create a group with the deck and the patio named sunday brunch | create-group | Deck, Patio | sunday brunch
set up a new group called cosy corner with the living room and kitchen | create-group | Living Room, Kitchen | cosy corner
rename kitchen counter to toaster | rename | Kitchen Counter | toaster
can you call the bedroom nana's room from now on | rename | Bedroom | nana's room
delete group upstairs | delete-group | Upstairs |
break up the living room group | delete-group | Living Room |
add the bedroom and office to the kitchen group | add-member | Bedroom, Office | to Kitchen
office belongs in the upstairs group | add-member | Office | to Upstairs
take the patio and the deck out of backyard | remove-member | Patio, Deck | to Backyard
remove kitchen counter from the kitchen group please | remove-member | Kitchen Counter | to Kitchen
deck right channel | set-channel | Deck | right
the patio should play the left side | set-channel | Patio | left
put the backyard in stereo | set-channel | Backyard | stereo
the channels are swapped in the living room | swap-channels | Living Room |
switch left and right around | swap-channels | |
set the default for this echo to upstairs | set-default-group | Upstairs |
from now on this echo plays in the kitchen | set-default-group | Kitchen |
which speakers have i got | list-speakers | |
read me the list of speakers | list-speakers | |
what groups have been set up | list-groups | |
tell me what groups i've got | list-groups | |
what's the song in the kitchen | whats-playing | Kitchen |
who is this singing | whats-playing | |
what is the deck playing | whats-playing | Deck |
is music on upstairs | whats-playing | Upstairs |
how's the deck doing | speaker-status | Deck |
what's the battery level of the patio speaker | speaker-status | Patio |
are the kitchen speakers connected | speaker-status | Kitchen |
has the garage dropped out | speaker-status | Garage |
tell me what you can do | help | |
what are the commands | help | |
okay bye | cancel | |
nothing thanks | cancel | |
`;

export const SIXTH_OFF_TOPIC = `
is it raining on the deck
the kids are playing in the garden
i need to buy new speakers
my sister is moving to chicago
we moved the sofa to the living room
tell anna dinner is ready
how many songs did the beatles write
what year did elvis die
turn off the oven
pause the dishwasher
stop the car
set a reminder for tomorrow
what's the best jazz album ever
who plays bass in queen
add a meeting to my calendar
remove the stain from my shirt
make a cup of tea
mute the telly
call the garage and book a service
is the office open on sundays
where's the nearest bar
don't touch the volume
please don't skip it
i never said pause
could you not turn it up
do not stop playing
`;
