// The small closed lists: levels, steps, directions, channels; and examples of names people invent.
import { PLACES, parseValues, type TypeValue } from "./places.ts";

export const LEVELS: readonly TypeValue[] = parseValues(`
maximum: max | max out | maximize | the max | full | full volume | full blast | full power | the top | all the way up | all the way | as loud as possible | as loud as it goes | top volume | the loudest | loudest
three quarters: three quarter | three fourths
half: halfway | half way | half volume | the middle | medium | mid | middle | a medium level
two thirds:
one third: a third
quarter: a quarter | one quarter
low: quiet level | low volume | a low level | background level | background volume
minimum: min | a murmur | the minimum | the lowest | lowest | as quiet as possible | all the way down | barely audible | the bottom
whisper: a whisper | a bare whisper
zero: nothing | nil
loud: a loud level | party level | party volume
`);

export const AMOUNTS: readonly TypeValue[] = parseValues(`
two notches: a couple of notches | a couple notches | couple of notches | couple notches | two steps | a couple of steps | two clicks | a couple of clicks | two levels | twice
three notches: a few notches | few notches | three steps | a few steps | three clicks | a few clicks | three levels
four notches: four steps | four clicks | four levels
five notches: five steps | five clicks | five levels
a bit: bit | a little | little | a little bit | a touch | touch | a tad | tad | a notch | notch | one notch | a smidge | a smidgen | a hair | slightly | somewhat | just a bit | just a little | a wee bit | a teeny bit | a tiny bit | a shade | a step | one step | a small amount | ever so slightly
a lot: lots | way | way more | much | a whole lot | a ton | a good bit | quite a bit | a good deal | a fair bit | loads | heaps | significantly | considerably | a bunch | by a lot | really | far | big time | so much | too much | a good amount | massively | plenty | by half
`);

export const DIRECTIONS: readonly TypeValue[] = parseValues(`
up: louder | raise the volume | boost the volume | increase the volume | higher | too faint | too low to hear | more oomph | more welly | more juice | more power | more punch | raise | increase | boost | crank | crank up | bump up | pump up | turn up | amp up | more volume | more sound | too quiet | too soft | too low | not loud enough | can't hear | can hardly hear | can barely hear | hard to hear | upward | upwards | bring up | push up | nudge up | kick up | make louder | up the volume | beef up | ramp up | juice up | notch up
down: quieter | drop the volume | cut the volume | reduce the volume | softer | too much noise | lower | decrease | reduce | turn down | bring down | tone down | dial down | less volume | less loud | too loud | so loud | not so loud | soften | downward | downwards | bump down | nudge down | dial back | pull down | lessen | knock down | quiet down | too noisy | deafening | ease off | keep it down | tame | mellow out | calm down
`);

/** Which way a speaker is moved in time. */
export const TIMINGS: readonly TypeValue[] = parseValues(`
later: delay | delayed | more delay | further back | later on | in later | a later start
earlier: sooner | forward | forwards | less delay | earlier on | in earlier | in sooner
`);

/** How it is now: who says so wants it the other way. */
export const LATENESSES: readonly TypeValue[] = parseValues(`
late: too late | behind | behind the others | behind the rest | lagging | lagging behind | lags | lags behind | dragging | trailing | too slow | after the others
early: too early | too soon | ahead | ahead of the others | ahead of the rest | rushing | rushes ahead | too fast | before the others
`);

/** Said after a warning that music plays. */
export const ANYWAYS: readonly TypeValue[] = parseValues(`
anyway: anyhow | regardless | nevertheless | all the same | even so | while the music plays | while music plays | while the music is playing | over the music | although music plays | with the music on
`);

export const CHANNELS: readonly TypeValue[] = parseValues(`
left: left channel | the left | left one | left side | the left side | left speaker | left hand side | left hand | lefthand side
right: right channel | the right | right one | right side | the right side | right speaker | right hand side | right hand | righthand side
stereo: both channels | both sides | normal | normal stereo | full stereo | two channel
mono: single channel | one channel | mono sound | monophonic | mixed down
`);

export const ORDINALS: readonly TypeValue[] = parseValues(`
first: the first | first one | the first one
second: the second | second one | the second one
third: the third | third one | the third one
fourth: the fourth | fourth one | the fourth one
fifth: the fifth | fifth one | the fifth one
last: the last | last one | the last one
`);

const INVENTED: readonly TypeValue[] = parseValues(
  "party|summer|campfire|garden party|dinner|chill zone|quiet zone|work|workout|morning|evening|night|weekend|movie night|date night|cocktails|barbecue|poolside|outdoors|indoors|downstairs|upstairs|whole house|main floor|kids|parents|guests|family|friends|study|focus|sleep|relax|yoga|gym|dance floor|stage|bar|lounge|terrace|workshop|studio|music room|library|den|man cave|sunroom|loft|attic|cellar|front|back|left side|right side|north|south|blue|red|green|boom|thunder|sunshine|paradise|jungle|beach|lake house|cabin|backyard|garden|patio|kitchen|bedroom|office|living room|bluetooth|speaker one|speaker two"
    .split("|")
    .join("\n"),
);

/** Places are renamed after other places: whatever can be one can be a new name. */
export const NEW_NAMES: readonly TypeValue[] = [
  ...INVENTED,
  ...PLACES.filter(({ name }) => !["everywhere", "here"].includes(name.value)).map(({ name: { value } }) => ({
    name: { value, synonyms: [`the ${value}`] },
  })),
].filter(({ name }, index, all) => all.findIndex((other) => other.name.value === name.value) === index);
