// Sleep timers: in how long what plays stops by itself, that it does not after all, and how long is left.

const ON = "(in|on)";

export const SLEEP_TIMER = `
!(set|start|give me) a sleep timer for {Duration} [${ON} {Targets}]
!(set|start) a sleep timer ${ON} {Targets} for {Duration}
!set a {Duration} sleep timer [${ON} {Targets}]
!sleep timer [for] {Duration} [${ON} {Targets}]
!set a sleep timer [${ON} {Targets}]
!stop in {Duration} [${ON} {Targets}]
!stop [the music|playing] ${ON} {Targets} in {Duration}
stop (the music|playing|it) in {Duration} [${ON} {Targets}]
!stop {Targets} in {Duration}
(turn|switch) (it|the music) off in {Duration} [${ON} {Targets}]
turn off (the music|{Targets}) in {Duration}
(turn|switch) {Targets} off in {Duration}
(fade out|fade|go to sleep|sleep) in {Duration} [${ON} {Targets}]
(stop|turn off) after {Duration} [${ON} {Targets}]
`;

export const CANCEL_SLEEP_TIMER = `
!(cancel|stop|delete|remove|clear|end|forget) (the|my) sleep timer [${ON} {Targets}]
(turn|switch) off the sleep timer [${ON} {Targets}]
(turn|switch) the sleep timer off [${ON} {Targets}]
`;

export const SLEEP_LEFT = `
!how (long|much time) is left [on the [sleep] timer]
!how (long|much time) is left ${ON} {Targets}
!how (long|much time) is left on the sleep timer ${ON} {Targets}
!when (does|will) the music stop [${ON} {Targets}]
!how long until the music stops [${ON} {Targets}]
!is there a sleep timer [${ON} {Targets}]
(is|has) a sleep timer set [${ON} {Targets}]
(what is|what's|check) the sleep timer [${ON} {Targets}]
`;
