// Announcements: whatever follows is said. Alexa allows no other slot beside words of any kind, so the place is among them.
// @see Alexa "Slot type reference", AMAZON.SearchQuery: it takes a phrase of the skill's own before it

export const ANNOUNCE = `
!announce [that] {Words}
!(make an announcement|make the announcement) [that] {Words}
!broadcast [that] {Words}
!(tell|let) (everyone|everybody|the whole house) [know] [that] {Words}
!(announce something|make an announcement|broadcast something)
`;

export const STOP_ANNOUNCEMENT = `
!(stop|cancel|end) (the|that) announcement [(in|on) {Targets}]
(stop|cancel|end) (the|that) (announcements|broadcast)
stop (announcing|broadcasting)
cut (the|that) announcement (off|short)
`;
