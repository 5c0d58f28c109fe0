// Sleep timers. Columns as in fresh-phrases.ts: what is said | kind | places | milliseconds.
export const SLEEP_PHRASES = `
stop in thirty minutes in the bedroom | set-sleep-timer | Bedroom | 1800000
stop the music in the bedroom in thirty minutes | set-sleep-timer | Bedroom | 1800000
set a sleep timer for an hour | set-sleep-timer | | 3600000
stop in a year | set-sleep-timer | | 31536000000
set a sleep timer for two weeks | set-sleep-timer | | 1209600000
set a sleep timer for 45 minutes in the kitchen | set-sleep-timer | Kitchen | 2700000
set a sleep timer for an hour and a half | set-sleep-timer | | 5400000
set a sleep timer for one hour and twenty minutes upstairs | set-sleep-timer | Upstairs | 4800000
set a thirty minute sleep timer | set-sleep-timer | | 1800000
sleep timer half an hour | set-sleep-timer | | 1800000
please set a sleep timer in the bedroom for twenty minutes | set-sleep-timer | Bedroom | 1200000
turn the music off in ten minutes | set-sleep-timer | | 600000
turn off the bedroom in ninety minutes | set-sleep-timer | Bedroom | 5400000
stop playing in two hours | set-sleep-timer | | 7200000
stop the backyard in ten minutes | set-sleep-timer | Backyard | 600000
fade out in five minutes | set-sleep-timer | | 300000
set a sleep timer | set-sleep-timer | | null
cancel the sleep timer | cancel-sleep-timer | |
cancel the sleep timer in the bedroom | cancel-sleep-timer | Bedroom |
turn off the sleep timer | cancel-sleep-timer | |
please delete my sleep timer | cancel-sleep-timer | |
how long is left | sleep-left | |
how much time is left on the sleep timer | sleep-left | |
how long is left in the bedroom | sleep-left | Bedroom |
when does the music stop | sleep-left | |
how long until the music stops in the kitchen | sleep-left | Kitchen |
is there a sleep timer | sleep-left | |
`;
