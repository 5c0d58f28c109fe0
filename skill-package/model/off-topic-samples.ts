// What people ask of an Echo that is not ours: it teaches Fallback, so that a stray sentence never moves a speaker.

export const OFF_TOPIC = `
!turn on the coffee maker
!make me (a sandwich|a coffee|a drink|dinner)
!how much is a (bluetooth speaker|speaker|deck)
!what's on my (calendar|agenda|schedule|to do list)
!how do you make (lasagna|pancakes|bread|tea|soup)
!start (my|the) car
(what's|how's|what is) the (weather|temperature|forecast|humidity) [(today|tomorrow|outside|like|like outside|like today|this weekend)]
(will|is) it (going to rain|rain|raining|snow|snowing|hot|cold|sunny|windy) [(today|tomorrow|outside)]
do i need (an umbrella|a jacket)
(set|start|cancel|stop|pause|delete) (a|the|my|all) (timer|timers|alarm|alarms|stopwatch|countdown|reminder|reminders)
(set|start) a timer for (five|ten|twenty) (minutes|seconds|hours)
set an alarm for (six|seven|eight) [a. m.|o'clock|in the morning]
(wake me|wake me up) (at six|at seven|tomorrow|in an hour)
(snooze|how much time is left|how long is left on the timer)
remind me to (call|buy|take|feed|water|pick up) (mom|the plants|the dog|milk|my medicine|the kids)
(tell me|do you know|say) (a joke|a story|a fun fact|a riddle|a secret|something funny|something interesting|a bedtime story)
(turn on|turn off|switch on|switch off|dim|brighten) the (light|lights|lamp|lamps|bulb|fan|heater|heating|oven|tv|t. v.|television|coffee maker|coffee machine|thermostat|air conditioning|air conditioner|a. c.|vacuum|plug|sprinklers|kettle|dishwasher|washing machine|dryer|humidifier|camera|christmas tree|computer|projector|screen)
(turn on|turn off|dim|set) the (kitchen|bedroom|garage) (light|lights|lamp|fan|heater|t. v.|television)
(make|set) the (lights|lamp) (blue|red|brighter|dimmer|warmer)
(turn up|turn down|raise|lower|set) the (heat|heating|thermostat|temperature|air conditioning|brightness|t. v.|television)
set the (thermostat|temperature|oven) to (seventy|sixty eight|twenty one) [degrees]
(open|close|lock|unlock) the (door|doors|front door|garage door|back door|gate|blinds|curtains|window|windows|shades|shutters)
(is|are) the (door|doors|front door|garage door|window|windows|lights) (locked|open|closed|unlocked|on|off)
(start|run|stop|dock) the (vacuum|robot|dishwasher|washing machine|washer|dryer|car|mower)
(start|run|stop|send) the vacuum in the (kitchen|living room|bedroom)
(vacuum|clean|mop|sweep|tidy) the (kitchen|living room|house|floor)
(add|put) (milk|eggs|bread|butter|bananas|coffee|apples|cheese) (to|on) (my|the) (shopping list|list|grocery list|cart|to do list)
(what's on|read|clear) my (shopping list|to do list|list|calendar|agenda|schedule)
where's my (order|stuff|phone|car)
track my (package|keys)
(send|read) (a message|a text|my messages|my emails|an email|a text message|my notifications|mail)
(answer|hang up|end) the (call|phone)
what time is it [in (london|tokyo|new york)]
what's the (time|date|day)
what (day|year|month) is it [today]
(when is|how many days until) (christmas|easter|thanksgiving|my birthday|the next holiday|sunset|sunrise)
(what's|what is) (two plus two|five times six|the square root of nine|ten divided by two|seven minus three)
(what's|give me|read me|tell me) (the news|in the news|the headlines|my flash briefing|the latest headlines|the sports news|the traffic)
how's (traffic|my commute|your day|the stock market)
(flip a coin|roll a die|roll the dice|pick a number|guess a number)
(let's play|play|open) (a game|trivia|twenty questions|chess|jeopardy|a quiz|video games|hide and seek|a movie|a video|netflix|youtube videos)
(watch|pause|rewind|record) (the movie|the film|a movie|netflix|the show|the game|the news|the video)
(mute|unmute|turn up|turn down) the (t. v.|television|microphone|phone|camera|doorbell)
(good morning|good night|good afternoon|good evening|hello|hi|hi there|hey there|how are you|how was your day|thank you|thanks a lot|i love you|will you marry me|who are you|what's your name|are you human|you're welcome|you're funny|happy birthday|merry christmas|i'm bored|i'm hungry|i'm tired|i'm sad|shall we)
(show me|show) (the front door|the camera|pictures|photos|my photos|the baby monitor|recipes|the doorbell)
(is anyone|who is|someone is) at the (front door|door)
(arm|disarm) (the alarm|the security system|home)
rename my (phone|computer|contact|profile)
!sync my phone
!tell me
!align my chakras
!check the time
!am i late
!(remind me|wake me up) a bit (later|earlier)
!make dinner a bit later
!what is a metronome
(feed the|walk the|where is the) (dog|cat|fish)
`;

/** More of the world's words, a sentence or two for each. */
export const FAR_OFF_TOPIC = `
the kids are (playing|fighting|sleeping|swimming) in the (garden|living room|pool|backyard)
i (need|have) to (buy|order|sell|fix) (new speakers|a new phone|groceries)
(mute|turn off|turn on) the telly
call the (garage|school|bank) and (book a service|ask for a refund|cancel)
the (office|school|bank|doctor) called (they want you|about the car|again)
what is a (fire pit|deck|patio)
put the (bins|kettle|rubbish|cat|dog|bags|washing) (out|on|away)
(bring|get|pour|fetch) me a (beer|coffee|drink|glass of wine|towel|chair)
give me a (hug|kiss|minute|hand|call|lift|ride)
are you (listening|there|awake|serious|kidding|married|real) [to me]
set the [kitchen|dining] table [for six]
take (the rubbish|the trash|the bins|the dog) out
take me to (the river|church|the moon|your leader)
why is the (kitchen|bedroom|garage|office) so (messy|cold|dirty|dark)
(what's|which is) the (loudest|biggest|fastest|smallest|oldest) (animal|planet|country|city|river)
the (group|band|club) met on (friday|monday|sunday)
stop (being silly|biting your nails|lying|shouting|it you two)
turn (the page|around slowly|over a new leaf)
add (two and two|five and six|ten and twenty)
(move|cancel|reschedule|schedule|what's) my (meeting|appointment|reservation|flight|order|subscription|next meeting|next appointment)
(my|change my|delete my|update my) (password|account|email|profile|address|voice|history|recordings)
(what's your|what's my) (favorite color|name|favorite food|address|ip address|birthday|horoscope)
(who is|who was|how old is|how tall is) (the president|the king|albert einstein|the prime minister|tom cruise|barack obama)
(how tall|how high|how far|how deep|how big|how heavy|how old|how long) is (mount everest|the moon|the sun|the ocean|an elephant|the eiffel tower|paris)
(what's|what is) the (capital|population|president|currency|distance) of (france|spain|the world|japan)
how many (cups in a gallon|people live in china|calories in an egg)
(how do you spell|spell|define|what does it mean|translate) (necessary|beautiful|hello|serendipity|good morning|thank you)
how do you say (hello|thank you|good morning) in (french|spanish|german)
(who won|what was the score of|when is|did the lakers win) the (game|match|election|super bowl|world cup)
(find|recommend|book) (a restaurant|a hotel|a flight|a movie|a taxi|a recipe)
(sing|beatbox|bark|meow|laugh|sneeze|count to ten|say the alphabet|sing me happy birthday)
(what's for dinner|what should i (cook|eat|wear|watch)|how do i (cook|boil|make|bake|tie|fix|remove) (rice|an egg|pancakes|a tie|a cake|a stain|a tire))
(what's|how much is) (bitcoin|the dollar|apple stock|gas|the price of gold)
(connect|reset|restart|update) (the wi-fi|the internet|the router|your software|my phone|my computer|the printer|to my headphones)
(enable|disable|install) (a skill|guard|brief mode|the app)
who (made|created|built|invented|programmed) you
(how old|where|what) are you [from]
(can|could) you (see|hear|smell|feel) (me|us|that)
!who is in (the kitchen|the living room|the garage|the office|the house|my room)
who is at the door
(what is|what's|define) (a|an) (deck|patio|fire pit|garage|speaker|bluetooth speaker|subwoofer|pergola)
(what's|what is) on (my calendar|my agenda|my mind|the menu|sale|netflix|my plate) [today|tomorrow]
is (dinner|lunch|breakfast|the food|the coffee|anyone|everyone|the baby) (ready|done|hungry|home|awake|asleep|cold)
(how much|how heavy|how big) (is|are) (a|the) (speaker|speakers|bluetooth speaker|deck|house|subwoofer)
take a (picture|photo|selfie|screenshot|nap|seat|look|walk|shower)
(turn|go|keep) (left|right|straight) at the (next|first) (junction|light|corner|exit|roundabout)
go to the (next room|bathroom|shops|shop|beach|gym|doctor|store|library)
(the music teacher|my mother|grandma|the plumber|the delivery|the guests) is coming (at four|tomorrow|over|later)
(mum|mom|dad|anna|the cat|the dog|grandma|the baby) is in (the kitchen|the living room|the garden|bed|the garage)
the (kitchen|deck|patio|garage|fence|bathroom) needs (painting|cleaning|sweeping|fixing|a new coat of paint|a new floor)
(call|text|message|phone|ring|dial|drop in on) (mom|dad|my wife|my husband|the office|john|grandma|my phone)
(order|buy|reorder) (a pizza|pizza|paper towels|toilet paper|batteries|groceries|more detergent|food|flowers|coffee)
is the (oven|stove|iron|kettle|grill|heater|washing machine|dishwasher|hose|tap|candle) still (on|running|hot)
did (i|we|you) (leave|lock|turn off|close|forget|feed) the (oven|door|iron|stove|gate|dog|cat)
you are (stupid|dumb|smart|useless|annoying)
do you (like|love|hate) (me|siri|google|humans)
(feed|walk|wash) the (dog|baby)
switch the (porch|hall|desk|patio|deck|garage|garden|bedside) (light|lights|lamp) (on|off)
(turn|switch) (on|off) the (porch|hall|patio|deck|garage|garden|backyard|office) (light|lights|lamp|fan|heater)
(turn|switch) the (heat|heater|light|lights|lamp|fan|oven|television|kettle|air conditioning) (on|off|up|down) [in the kitchen|in the bedroom]
(turn|set) the (thermostat|temperature) (up|down) (two|three|five) degrees
(make|turn|set|change) the (living room|kitchen|bedroom|patio) lights (blue|red|green|purple|to half|to fifty percent|warm white|off|on)
drop in on (the kitchen|the bedroom|the office|the living room|anna|grandma)
(start|do|run) (a load of laundry|the laundry|the robot|the robot vacuum|the roomba|the sprinklers|the bath|an errand)
(close|open|shut) the (garage|gate|curtain|blind|window|umbrella|awning|shade|skylight|pool cover)
close the garage
open the garage
lock (up|the house|the garage|the car)
what's (eight|ten|twenty|fifteen) percent of (two hundred|ninety|sixty)
(how many|convert) (miles|pounds|inches|ounces|liters) (in|to) (a kilometer|kilos|centimeters|a cup)
(sixty|ten) (dollars|degrees fahrenheit) in (euros|celsius)
(how old|how tall|how rich|who|where|when) (is|was|did) (the queen of england|the pope|taylor swift born|elvis die|shakespeare born|the civil war|the titanic sink|world war two end)
(are we out of|do we have any|do i need to buy) (milk|eggs|bread|toilet paper|dog food|sugar)
(tell|ask) (grandma|mom|anna|my son|my daughter|everyone|john) (i said hi|dinner's ready|to come downstairs|to call me|i'm home|to hurry up)
what's the best (pizza place|restaurant|hotel|recipe for chili|way to get there|price)
(how do i get to|take me to|directions to|navigate to|how long to get to) (the airport|work|the hospital|the nearest gas station|downtown)
(put on|set) an alarm for (six thirty|seven fifteen|noon|midnight)
put an alarm on for (seven|six thirty)
what (movies|films|shows) are (playing nearby|in theaters|on tonight|on netflix)
who (sang at|performed at|hosted|starred in|directed|invented|discovered|painted|wrote) (the super bowl|the oscars|titanic|jaws|the telephone|gravity|the mona lisa|hamlet)
(what's|when's|where's) (my next|our next|the next) (meeting|dentist appointment|vacation|flight|bus|train|garbage day|trash day|birthday)
(take out|when do i take out|remind me to take out) the (trash|garbage|recycling|compost)
(is it|will it be) (cold|warm|freezing|cloudy|safe|dark) (outside|tonight|in chicago)
(do|does|can|should) (dogs|cats|babies|plants|vampires) (eat|drink|fly|swim|need|sleep) (chocolate|water)
(what causes|what's|explain) (earthquakes|photosynthesis|gravity|inflation|quantum physics|a black hole|diabetes|the flu)
(book|schedule|cancel) (a haircut|a massage)
(check|pay|what's) my (bank balance|credit card|electricity bill|bills|credit score|email inbox|voicemail|blood pressure|heart rate|steps)
countdown to new year
(how much does|how much is) (a tesla|a gallon of milk|shipping|a ticket|an iphone) [cost]
(water|mow|weed|fertilize) the (lawn|garden|plants|flowers|grass)
(what time|when) does (the store|walmart|the bank|the sun|the pharmacy|the library) (open|close|set|rise)
(report|how bad is) (the traffic|an accident|a power outage)
(is|are) the (stove|oven|iron|washer|dryer|alarm|security cameras|sprinklers) (on|off|armed|done|running)
(record|save|write down) (a memo|a voice memo|this recipe|my weight|a diary entry)
`;
