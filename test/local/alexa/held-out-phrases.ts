// Phrases written in rounds, each before it was tried for the first time. What failed led to changes of the rules and
// of whole families of samples; what still fails is left in, so that the figure stays honest.
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
whack some dub on in the garage would you | play | Garage | dub
get me some beethoven in the office | play | Office | beethoven
i could do with some bossa nova on the patio | play | Patio | bossa nova
let's get some funk going out on the deck | play | Deck | funk
sling on some pink floyd in the living room | play | Living Room | pink floyd
can you find some ska and play it in the kitchen | play | Kitchen | ska
kitchen and office, some nora jones please | play | Kitchen, Office | nora jones
something upbeat for the backyard | play | Backyard | something upbeat
i'd like to listen to simon and garfunkel in anna's room | play | Anna's Room | simon and garfunkel
play the soundtrack from amelie upstairs | play | Upstairs | the soundtrack from amelie
would love a bit of vivaldi in the bedroom | play | Bedroom | vivaldi
serenade the patio with some mariachi | play | Patio | mariachi
may i have some ambient music in the office | play | Office | ambient
could we get the garage rocking with ac dc | play | Garage | ac dc
music on the deck | play | Deck |
drop some beats in the garage | play | Garage |
set the mood with some soul in the living room | play | Living Room | soul
start up a little jazz by the fire pit | play | Fire Pit | jazz
just the kitchen window, play rain sounds | play | Kitchen Window | rain sounds
play thriller on the backyard speakers and the garage | play | Backyard, Garage | thriller
i want jazz everywhere | play | * | jazz
make it classical in the living room | play | Living Room | classical
hold the music on the patio a moment | pause | Patio |
pause the song | pause | |
can you freeze the music in the kitchen | pause | Kitchen |
get the music going again in the bedroom | resume | Bedroom |
carry on with the song | resume | |
let it continue on the deck | resume | Deck |
silence | mute | |
kill it in the garage | stop | Garage |
stop the tunes upstairs | stop | Upstairs |
please end the music | stop | |
shut the patio off | stop | Patio |
power off the kitchen speakers | stop | Kitchen |
no more music | stop | |
next one please | next | |
skip this track in the office | next | Office |
give me the next song on the deck | next | Deck |
not this one | next | |
rewind to the previous track | previous | |
take me back to the last song | previous | |
what came before this, play that | previous | |
garage to sixty percent | set-volume | Garage | 60
could you set the fire pit at thirty five | set-volume | Fire Pit | 35
dial the office back to fifteen | set-volume | Office | 15
patio volume forty | set-volume | Patio | 40
put everything at twenty | set-volume | * | 20
keep the bedroom at ten percent | set-volume | Bedroom | 10
half volume in the kitchen please | set-volume | Kitchen | 50
turn the deck down just a hair | adjust-volume | Deck | -5
pump it up on the patio | adjust-volume | Patio | 10
nudge the kitchen up a smidge | adjust-volume | Kitchen | 5
the office is way too loud | adjust-volume | Office | -25
i can barely hear the fire pit | adjust-volume | Fire Pit | 10
a lot louder in the garage | adjust-volume | Garage | 25
bring it down a bit | adjust-volume | | -5
up the volume in the backyard | adjust-volume | Backyard | 10
knock the bedroom down ten percent | adjust-volume | Bedroom | -10
shush the living room | mute | Living Room |
no sound in the office please | mute | Office |
bring the sound back in the office | unmute | Office |
take the music outside to the patio | move | Patio |
i'm heading to the garage, bring the music | move | Garage |
relocate the music to the office | move | Office |
swap the music from the deck to the garage | move | Garage | from Deck
throw the kitchen in as well | add-to-playing | Kitchen |
i want it on the deck too | add-to-playing | Deck |
get the garage to join in | add-to-playing | Garage |
play the same thing in the bedroom | add-to-playing | Bedroom |
leave the garage out | remove-from-playing | Garage |
pull the deck out of the music | remove-from-playing | Deck |
build a group named relax out of bedroom and office | create-group | Bedroom, Office | relax
new group called hangout with the patio and garage | create-group | Patio, Garage | hangout
please call the office studio | rename | Office | studio
give the deck the name terrace | rename | Deck | terrace
scrap the backyard group | delete-group | Backyard |
stick the garage into the upstairs group | add-member | Garage | to Upstairs
pull the deck out of the backyard group | remove-member | Deck | to Backyard
the patio should play the left channel | set-channel | Patio | left
i want the office in mono | set-channel | Office | mono
reverse the channels in the living room | swap-channels | Living Room |
in this room always use the kitchen | set-default-group | Kitchen |
make backyard the default group here | set-default-group | Backyard |
which speakers can you play on | list-speakers | |
read me my groups | list-groups | |
do you know what song this is | whats-playing | |
which band is this | whats-playing | |
what have you got on in the garage | whats-playing | Garage |
is the fire pit still connected | speaker-status | Fire Pit |
does the patio need charging | speaker-status | Patio |
what's the battery like on the kitchen counter | speaker-status | Kitchen Counter |
are the deck and the patio online | speaker-status | Deck, Patio |
what are my choices | help | |
leave it | cancel | |
fire some reggae up on the deck | play | Deck | reggae
hey can we listen to the beatles out on the patio | play | Patio | the beatles
gimme some aretha franklin in the kitchen | play | Kitchen | aretha franklin
lay some smooth jazz on me in the office | play | Office | smooth jazz
i'd like some background music in the living room please | play | Living Room | background
put on a bit of folk for the patio | play | Patio | folk
play nothing else matters by metallica in the garage | play | Garage | nothing else matters by metallica
could the bedroom play some sleep music | play | Bedroom | sleep
deck: salsa | play | Deck | salsa
rock, garage | play | Garage | rock
start my dinner playlist in the kitchen and living room | play | Kitchen, Living Room | my dinner
will you put the radio on in the office | play | Office | the radio
let's hear it for some disco in the backyard | play | Backyard | disco
i want the beatles on the deck and the fire pit | play | Deck, Fire Pit | the beatles
play some tunes outdoors | play | Backyard |
please play us a song in anna's room | play | Anna's Room |
we'd love some chopin upstairs | play | Upstairs | chopin
play opera on every speaker | play | * | opera
bring up some country in the garage | play | Garage | country
some jazz out on the patio would be lovely | play | Patio | jazz
press pause in the kitchen | pause | Kitchen |
pause all the speakers | pause | * |
can you stop the music for a minute in the office | pause | Office |
resume music in anna's room | resume | Anna's Room |
go on playing | resume | |
start where you left off on the patio | resume | Patio |
let's stop the music | stop | |
stop the backyard speakers please | stop | Backyard |
turn the garage and office off | stop | Garage, Office |
i'm done with music in the kitchen | stop | Kitchen |
quit playing in the bedroom | stop | Bedroom |
can you skip to the next one | next | |
skip it on the patio | next | Patio |
this song sucks, next | next | |
go back to the song before | previous | |
repeat the last track in the kitchen | previous | Kitchen |
kitchen at forty five percent please | set-volume | Kitchen | 45
take the volume to sixty in the garage | set-volume | Garage | 60
could you drop the living room down to twenty five | set-volume | Living Room | 25
set all speakers to half | set-volume | * | 50
put the deck on max | set-volume | Deck | 100
i'd like the volume at thirty percent upstairs | set-volume | Upstairs | 30
turn the bedroom right down | adjust-volume | Bedroom | -10
a notch quieter on the deck please | adjust-volume | Deck | -5
more volume in the garage | adjust-volume | Garage | 10
can you turn the patio up a little bit | adjust-volume | Patio | 5
kitchen is too quiet | adjust-volume | Kitchen | 10
the music's too loud | adjust-volume | | -10
increase the fire pit by ten | adjust-volume | Fire Pit | 10
would you lower the office slightly | adjust-volume | Office | -5
quiet the bedroom down a bit | adjust-volume | Bedroom | -5
make the backyard way louder | adjust-volume | Backyard | 25
mute anna's room and the bedroom | mute | Anna's Room, Bedroom |
can you mute for me | mute | |
unmute the living room please | unmute | Living Room |
un-mute the deck | unmute | Deck |
let me hear the kitchen again | unmute | Kitchen |
move this over to the living room | move | Living Room |
can you send what's playing to anna's room | move | Anna's Room |
transfer from the garage to the office | move | Office | from Garage
put it on in the bedroom instead of the office | move | Bedroom | from Office
could you also play this out back | add-to-playing | Backyard |
bring the deck in too | add-to-playing | Deck |
have it play in the garage as well | add-to-playing | Garage |
extend the music to the office | add-to-playing | Office |
stop including the garage | remove-from-playing | Garage |
take the deck off the music | remove-from-playing | Deck |
remove the kitchen and the office from the party | remove-from-playing | Kitchen, Office |
create group evening with bedroom and anna's room | create-group | Bedroom, Anna's Room | evening
can you make me a group called quiet zone | create-group | | quiet zone
put the office and the garage together as workspace | create-group | Office, Garage | workspace
change the fire pit's name to campfire | rename | Fire Pit | campfire
from now on call the bedroom the nest | rename | Bedroom | nest
delete my upstairs group please | delete-group | Upstairs |
i'd like the office added to upstairs | add-member | Office | to Upstairs
include the garage in the backyard group | add-member | Garage | to Backyard
the deck shouldn't be in backyard any more | remove-member | Deck | to Backyard
take bedroom from the upstairs group | remove-member | Bedroom | to Upstairs
turn the patio into the left speaker | set-channel | Patio | left
office on the right please | set-channel | Office | right
have the deck do mono | set-channel | Deck | mono
left should be right and right should be left in the living room | swap-channels | Living Room |
trade left and right on the kitchen | swap-channels | Kitchen |
this room is the kitchen | set-default-group | Kitchen |
i want the backyard to be the default | set-default-group | Backyard |
what are all my speakers | list-speakers | |
name the speakers | list-speakers | |
how many groups have i got | list-groups | |
what am i hearing on the deck | whats-playing | Deck |
is there music on in the kitchen | whats-playing | Kitchen |
tell me what's playing out back | whats-playing | Backyard |
are any speakers offline | speaker-status | |
did the garage disconnect | speaker-status | Garage |
what's the volume of the patio | speaker-status | Patio |
could you help me out | help | |
forget about it | cancel | |
whip up some jazz in the kitchen | play | Kitchen | jazz
get me a bit of billie holiday in the living room | play | Living Room | billie holiday
i'd love to have some acoustic guitar on the patio this evening | play | Patio | acoustic guitar
can you please start some kids songs in anna's room | play | Anna's Room | kids
pull up some latin music on the deck and in the kitchen | play | Deck, Kitchen | latin
let the garage have some ac dc | play | Garage | ac dc
set up some dinner jazz in the living room | play | Living Room | dinner jazz
alright, some calypso out back please | play | Backyard | calypso
fancy some opera in the office | play | Office | opera
we could use some music in the kitchen | play | Kitchen |
put bohemian rhapsody on the living room speakers | play | Living Room | bohemian rhapsody
on the fire pit, country music | play | Fire Pit | country
backyard and garage: classic rock | play | Backyard, Garage | classic rock
play stevie wonder on the speakers upstairs | play | Upstairs | stevie wonder
could i have ambient in my office | play | Office | ambient
play something to dance to on the deck | play | Deck | something to dance to
start a playlist in the bedroom | play | Bedroom |
give it a rest in the garage | pause | Garage |
pause what's playing in the office | pause | Office |
wait, pause | pause | |
get it going again on the patio | resume | Patio |
back on please | resume | |
turn that off | stop | |
can you turn off what's playing in the living room | stop | Living Room |
enough of the music in the kitchen | stop | Kitchen |
stop the speakers in the garage | stop | Garage |
another song please | next | |
let's skip this in the backyard | next | Backyard |
jump to the next track | next | |
one song back please | previous | |
play the one before | previous | |
make it thirty percent in the office | set-volume | Office | 30
fire pit volume to eighty | set-volume | Fire Pit | 80
put the volume of the deck at fifty five | set-volume | Deck | 55
bedroom volume ten percent please | set-volume | Bedroom | 10
crank the deck up to ninety | set-volume | Deck | 90
cut the volume in half | set-volume | | 50
a little bit louder in the kitchen | adjust-volume | Kitchen | 5
make the music a touch quieter | adjust-volume | | -5
push the volume up in the garage | adjust-volume | Garage | 10
tone it down in the living room | adjust-volume | Living Room | -10
can't hear anything on the deck | adjust-volume | Deck | 10
the fire pit needs to be louder | adjust-volume | Fire Pit | 10
lower everything a bit | adjust-volume | * | -5
bring up the volume in the bedroom by five | adjust-volume | Bedroom | 5
give me more volume on the patio | adjust-volume | Patio | 10
turn the sound down upstairs | adjust-volume | Upstairs | -10
keep the kitchen quiet | mute | Kitchen |
mute all speakers | mute | * |
turn the garage sound back on | unmute | Garage |
bring the music over to the office | move | Office |
move the tunes from the patio to the deck | move | Deck | from Patio
let's take this outside to the deck | move | Deck |
play the music in the bedroom instead of the kitchen | move | Bedroom | from Kitchen
and the patio too | add-to-playing | Patio |
join the office to the music | add-to-playing | Office |
can you include anna's room as well | add-to-playing | Anna's Room |
please remove the deck | remove-from-playing | Deck |
get the garage out of the mix | remove-from-playing | Garage |
let's make a group called evening | create-group | | evening
put together a group of the deck and the patio called terrace | create-group | Deck, Patio | terrace
rename upstairs to top floor | rename | Upstairs | top floor
the office should be called library | rename | Office | library
i don't need the upstairs group any more | delete-group | Upstairs |
could you add the bedroom to the backyard group | add-member | Bedroom | to Backyard
kick the fire pit out of the backyard group | remove-member | Fire Pit | to Backyard
garage is left, deck is right | set-channel | Garage | left
have the office play the right side | set-channel | Office | right
put the patio back into stereo | set-channel | Patio | stereo
the left and right are mixed up in the living room | swap-channels | Living Room |
my default is the backyard | set-default-group | Backyard |
when i say play use the kitchen | set-default-group | Kitchen |
do you know my speakers | list-speakers | |
what are the names of my groups | list-groups | |
can you tell me who's singing | whats-playing | |
what's the title of this track | whats-playing | |
what's the fire pit playing | whats-playing | Fire Pit |
is my kitchen counter speaker on | speaker-status | Kitchen Counter |
are my speakers all right | speaker-status | |
how full is the patio's battery | speaker-status | Patio |
tell me how to use this | help | |
stop talking, never mind | cancel | |
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
how's the weather looking in seattle
put an alarm on for six thirty
tell me something funny
switch the porch light on
turn the thermostat down two degrees
add bananas to my grocery list
what's eight percent of two hundred
how old is the queen of england
lock up the house
close the garage
set the kitchen lights to half
turn off the bedroom fan
is the oven on
remind anna to take out the trash
what movies are playing nearby
text my wife i'm running late
drop in on the kitchen
how do i get to the airport
what's on my calendar
start a load of laundry
run the robot vacuum
who sang at the super bowl
are we out of milk
tell grandma i said hi
what's the best pizza place
turn the tv volume down
make the living room lights blue
cancel my subscription
what's the score of the lakers game
sixty miles in kilometers
do i need a coat today
turn the sprinklers on in the backyard
what's the temperature in the bedroom
set a ten minute timer in the kitchen
turn on the garage light
what's next on my schedule
raise the blinds in the living room
tell me about the roman empire
text dad happy birthday
start my car
what's the stock price of apple
show me the front door camera
how long do you boil an egg
put coffee on the list
who's at the door
turn off all the lights upstairs
make it warmer in here
how do you make lasagna
find my keys
ask my wife when she's home
what does the fox say
sing a song for grandma on the phone
is the patio door locked
open the kitchen window
schedule a call with bob
what is the temperature outside
set a reminder for my dentist appointment
turn on the ceiling fan
brighten the living room
buy me some headphones
what year did the beatles break up
how many cups are in a quart
let me talk to john
good morning sunshine
play rock paper scissors with me
lock all the doors downstairs
set the ac to seventy two
what day is thanksgiving this year
open the sunroof
read my book
how's the surf today
turn off the alarm in the bedroom
do you like pizza
what's a good movie
unlock the garage
`;
