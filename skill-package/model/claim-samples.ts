// On the way into a home: the code that its bridge shows.

const HOME = "(my home|our home|the home|my house|our house|the house|my bridge|our bridge|the bridge|my speakers)";

export const CLAIM = `
!claim my home with code {Code}
!claim my home with [the] code {Code}
!(claim|join|link) my home
!(claim|join|link|connect|register|set up|add|take over) ${HOME} with [the] [claim] code {Code}
(claim|join|link|register) ${HOME} (with|using|by) {Code}
(claim|join|link) ${HOME} {Code}
!(use|take|try|enter) [the] [claim] code {Code}
[claim] code {Code}
(my|the|our) [claim] code is {Code}
(the bridge|my bridge|our bridge) (shows|says|has) [the] [code] {Code}
(link|connect|add) me (to|with) ${HOME} with [the] code {Code}
(link|connect) (me|my account|my alexa|this account) (to|with) ${HOME} [with [the] code {Code}]
(i want to|i'd like to|i need to|let me|can i|how do i|how can i|help me) (claim|join|link) ${HOME} [with [the] code {Code}]
(i have|i've got|here is|here's) (a|the|my|our) [claim] code [it is {Code}]
(claim|join) with [the] code {Code}
`;
