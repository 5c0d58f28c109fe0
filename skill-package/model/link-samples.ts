// Links without music: connecting a speaker that is wanted, letting go of one that a phone or a guest is to have.

export const CONNECT = `
!(connect|reconnect) {Targets}
!(connect|reconnect) to {Targets}
!(connect|link) {Targets} again
!get {Targets} connected [again]
(connect|reconnect|link|hook up) [up] [to|with] {Targets} [again|now]
(get|bring|have) {Targets} (connected|reconnected|linked|back online|online) [again|now]
(make|establish|open) a connection (to|with) {Targets}
(try|start) (connecting|reconnecting) [to] {Targets} [again]
(i want|i'd like|i need) {Targets} (connected|reconnected) [again]
`;

export const RELEASE = `
!(disconnect|release|free) {Targets}
!disconnect from {Targets}
!let go of {Targets}
!free up {Targets}
!(hand|give) {Targets} to my phone
(disconnect|release|unlink|unhook|let go of|free|free up) [from] {Targets} [now]
(disconnect|release|free|let go of) {Targets} for (my phone|me|the phone|my laptop|a guest|the kids|another device|something else)
(let|so that) (my phone|the phone|the kids|somebody else|someone else|another device|my laptop) (have|use|take) {Targets}
(hand|give|leave) {Targets} [over] to (my phone|the phone|my laptop|the kids|another device)
(i want|i'd like|i need) {Targets} (released|disconnected|free|freed)
(i want|i'd like|i need) to use {Targets} with (my phone|my laptop|another device|something else)
(cut|drop|close|end) the connection (to|with) {Targets}
(take|get) {Targets} (offline|off bluetooth)
`;
