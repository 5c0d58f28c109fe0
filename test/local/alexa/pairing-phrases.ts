// About speakers themselves: a new one, one that goes, one that is to say where it is. Written before any of them was tried,
// by somebody who had written the samples: 85 of 90 were right at that first try. What still fails is left in.
// Columns as in fresh-phrases.ts: what is said | kind | places | name or number.
export const PAIRING_PHRASES = `
pair a new speaker | pair | |
i want to pair a new speaker please | pair | |
can you pair my new speaker | pair | |
let's add a new bluetooth speaker | pair | |
set up a new speaker | pair | |
i'd like to connect a new speaker | pair | |
i bought a new speaker | pair | |
we've got another new speaker | pair | |
help me pair a speaker | pair | |
how do i pair a new speaker | pair | |
look for new speakers | pair | |
search for a new bluetooth speaker | pair | |
go into pairing mode | pair | |
start pairing | pair | |
pair another speaker | pair | |
um pair a new uh speaker | pair | |
could you hook up my new speaker | pair | |
add another speaker please | pair | |
find a new speaker | pair | |
pair a new speaker called deck | pair | | deck
add a new speaker named garden shed | pair | | garden shed
pair anyway | pair | | anyway
just pair it anyway | pair | | anyway
look for it anyway | pair | | anyway
go ahead anyway | pair | | anyway
pair it while the music plays | pair | | anyway
what did you find | pairing-news | |
so what did you find | pairing-news | |
what have you found | pairing-news | |
did you find it | pairing-news | |
have you found anything yet | pairing-news | |
have you found my speaker | pairing-news | |
can you see it now | pairing-news | |
do you see my new speaker | pairing-news | |
look again | pairing-news | |
search again please | pairing-news | |
it's blinking | pairing-news | |
it is blinking now | pairing-news | |
i pressed the button | pairing-news | |
did it work | pairing-news | |
are you done | pairing-news | |
is the pairing finished | pairing-news | |
number two | choose | | 2
number three please | choose | | 3
it's number one | choose | | 1
the second one | choose | | 2
take the first one | choose | | 1
the last one | choose | | -1
i want the third one | choose | | 3
use number four | choose | | 4
forget the patio speaker | forget | Patio |
forget the patio | forget | Patio |
please forget the garage | forget | Garage |
unpair the deck | forget | Deck |
can you unpair the office speaker | forget | Office |
forget the speaker deck | forget | Deck |
i want to forget the bedroom speaker | forget | Bedroom |
remove the garage from the house | forget | Garage |
delete the speaker fire pit | forget | Fire Pit |
i sold the fire pit speaker | forget | Fire Pit |
we don't have the deck any more | forget | Deck |
forget the deck for good | forget | Deck |
which speaker is deck | identify | Deck |
which speaker is the deck | identify | Deck |
which one is the patio | identify | Patio |
identify the patio | identify | Patio |
identify the garage speaker please | identify | Garage |
where is the fire pit speaker | identify | Fire Pit |
where's the deck | identify | Deck |
make the office chime | identify | Office |
let the patio beep | identify | Patio |
play a chime on the deck | identify | Deck |
show me which one is the bedroom | identify | Bedroom |
which speaker is called deck | identify | Deck |
tell me which speaker is the garage | identify | Garage |
i can't find the deck speaker | identify | Deck |
identify the kitchen | identify | Kitchen |
make the kitchen speakers beep | identify | Kitchen |
have the garage make a noise | identify | Garage |
locate the patio speaker | identify | Patio |
is it ready | speaker-status | |
is it ready yet | speaker-status | |
forget the backyard group | delete-group | Backyard |
forget it | cancel | |
pair my phone with the tv | none | |
where is my phone | none | |
find my keys | none | |
identify this plant | none | |
forget the milk | none | |
which team is winning | none | |
`;
