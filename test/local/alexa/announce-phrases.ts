// What is announced, and where. Columns as in fresh-phrases.ts: what is said | kind | places | words.
export const ANNOUNCE_PHRASES = `
announce dinner is ready in the backyard | announce | Backyard | dinner is ready
announce dinner is ready | announce | | dinner is ready
announce that dinner is ready in the backyard | announce | Backyard | dinner is ready
announce in the backyard that dinner is ready | announce | Backyard | dinner is ready
announce on the patio and the deck that the grill is hot | announce | Patio, Deck | the grill is hot
announce everywhere that we are leaving | announce | * | we are leaving
announce we are leaving in ten minutes everywhere | announce | * | we are leaving in ten minutes
announce we are leaving in ten minutes | announce | | we are leaving in ten minutes
announce dinner is in the kitchen | announce | | dinner is in the kitchen
announce play jazz in the kitchen | announce | Kitchen | play jazz
announce stop the music on the deck speakers | announce | Deck | stop the music
please announce it is time for bed upstairs | announce | | it is time for bed upstairs
announce it is time for bed to upstairs | announce | Upstairs | it is time for bed
broadcast the pizza has arrived to the living room | announce | Living Room | the pizza has arrived
broadcast that the pizza has arrived on all speakers | announce | * | the pizza has arrived
make an announcement dinner is ready in anna's room | announce | Anna's Room | dinner is ready
tell everyone dinner is ready | announce | | dinner is ready
tell everybody that the movie starts in the living room | announce | Living Room | the movie starts
let everyone know the cake is cut on the patio | announce | Patio | the cake is cut
announce happy birthday | announce | | happy birthday
announce the meeting is at noon in the sun deck | announce | | the meeting is at noon in the sun deck
make an announcement | announce | |
announce something | announce | | something
stop the announcement | stop-announcement | |
cancel the announcement | stop-announcement | |
cancel that announcement in the backyard | stop-announcement | Backyard |
stop announcing | stop-announcement | |
end the broadcast | stop-announcement | |
please cut that announcement off | stop-announcement | |
stop | stop | |
stop the music | stop | |
`;
