// What people call their rooms, garden places and speakers: the static half of SPEAKER_OR_GROUP.
// A home's own names join at run time as dynamic entities; a word may stand for several of these.

/** `name: synonyms`, one place a line. */
const NAMED = `
everywhere: all | the house | in the house | house | all speakers | all the speakers | every speaker | every room | all rooms | all the rooms | all of them | the whole house | whole house | the entire house | entire house | all over the house | all over | all around the house | throughout the house | around the house | everything | every group | all groups | house wide | the whole place | the whole home | every single speaker | the lot | the whole lot | the lot of them | all of it | all of the speakers | every last one | each speaker | every one of them | all my speakers
here: in here | this room | in this room | right here | where i am | over here
outdoors: outside | out of doors | open air
indoors: inside
backyard: back yard | out back | the back | back garden | yard | the yard | back lawn | rear garden | outside | outdoors | outback
garden: yard | outside | outdoors | the gardens | back garden
front yard: front garden | out front | front lawn
side yard: side garden
patio: terrace | outside | outdoors | the patios
terrace: patio
deck: decking | sun deck | the decking | outside
porch: verandah | veranda | stoop
front porch:
back porch: rear porch
balcony:
fire pit: firepit | fire place outside | fire ring | campfire | bonfire
pool: poolside | swimming pool | by the pool | pool area | pool deck
hot tub: jacuzzi | spa | whirlpool
grill: barbecue | barbecue area | b. b. q. | bbq
gazebo: pergola | pavilion | cabana
shed: garden shed | tool shed | potting shed
greenhouse: glasshouse | hot house
driveway: drive
lawn: grass
pond: water garden
treehouse: tree house
playground: swing set | play area
courtyard: court yard
rooftop: roof | roof deck | roof terrace | roof top
carport: car port
garage: car garage | the garages
workshop: work shop | workroom | work room
barn: stable
kitchen: kitchenette | cook room
kitchen counter: kitchen worktop | counter | kitchen bench | counter top
kitchen window: window sill
kitchen island: island
kitchen table:
pantry: larder
living room: livingroom | lounge | sitting room | front room | family room | the lounge room
living room left: left living room
living room right: right living room
lounge: living room
sitting room: living room
family room: living room | den
front room: living room
back room:
den: snug | family room
great room: big room
dining room: diningroom | dinner room | dining area
breakfast room: breakfast nook | nook
bedroom: bed room
master bedroom: main bedroom | primary bedroom | our bedroom | owner's suite | master suite
guest bedroom: guest room | spare bedroom | spare room
second bedroom: bedroom two
third bedroom: bedroom three
kids' bedroom: kids' room | children's room | children's bedroom | kid's room | the kids
nursery: baby's room | baby room
playroom: play room | toy room
bathroom: bath | bath room | restroom | toilet | washroom
master bathroom: main bathroom | ensuite | en suite | primary bathroom
guest bathroom: powder room | half bath | cloakroom
shower: wet room
hallway: hall | corridor | passage
entrance: entry | entryway | foyer | front door | mudroom | mud room
stairs: staircase | stairway | stairwell | landing
upstairs: up stairs | top floor | second floor | first floor
downstairs: down stairs | ground floor | lower floor | main floor
basement: cellar | downstairs
attic: loft
loft: attic
office: home office | study | the offices
study: office | home office
library: reading room
game room: games room | rec room | recreation room | billiard room
media room: home theater | home cinema | cinema | theater | movie room
music room: studio | practice room
studio: art studio
gym: home gym | exercise room | workout room | weight room
yoga room: meditation room
sauna: steam room
laundry: laundry room | utility room | wash room
closet: walk in closet | wardrobe
craft room: sewing room | hobby room
man cave: mancave
she shed:
bar: home bar | wet bar
wine cellar: wine room
sunroom: sun room | conservatory | solarium | florida room
conservatory: sunroom
annex: granny flat | in law suite
guest house: guesthouse | cottage
pool house: poolhouse | cabana
boat house: boathouse | boat
camper: r. v. | caravan | van
party: party speakers | party speaker
party zone: party area | party room
dance floor: dancefloor
stage:
bookshelf: shelf | book shelf
desk: my desk
bedside: nightstand | bedside table
fireplace: fire place | hearth | mantel
window: window seat
sofa: couch
table: coffee table
corner:
left speaker: left hand speaker
right speaker: right hand speaker
front left: left front
front right: right front
rear left: back left | left rear
rear right: back right | right rear
center speaker: centre | center | middle speaker
front speakers: front
rear speakers: rear
north side: north
south side: south
east side: east
west side: west
big speaker: large speaker
small speaker: little speaker | mini speaker
subwoofer: sub | woofer
soundbar: sound bar
boombox: boom box
portable speaker: portable
bluetooth speaker:
waterproof speaker: shower speaker
old speaker:
new speaker:
black speaker:
white speaker:
red speaker:
blue speaker:
green speaker:
backyard left: left backyard
backyard right: right backyard
patio left: left patio
patio right: right patio
deck left: left deck
deck right: right deck
bedroom left: left bedroom
bedroom right: right bedroom
office left: left office
office right: right office
kitchen left: left kitchen
kitchen right: right kitchen
garage left: left garage
garage right: right garage
back door: rear door
side door:
front steps: doorstep
hammock: swing
picnic table: picnic area
vegetable garden: veggie garden | kitchen garden
rose garden: flower garden | flower bed
orchard: fruit trees
chicken coop: hen house
dog house: kennel
tent: marquee
beach: shore
dock: jetty | pier
lake: lakeside
cabin: log cabin
mom and dad's room: parents' room | our parents' room | my parents' room
mom's room: mommy's room | mum's room | mother's room
dad's room: daddy's room | father's room
grandma's room: granny's room | nana's room
grandpa's room: granddad's room
the boys' room: boys room
the girls' room: girls room
the twins' room: twins room
teen's room: teenager's room
au pair's room: nanny's room
`;

const PEOPLE =
  "adam alex alice amy andrew anna ava ben charlie chloe chris daniel david ella emily emma ethan eva grace hannah harry henry isabella jack jacob james jane jason jessica john josh julia kate kevin laura leo liam lily lisa lucas lucy maria mark mary max maya mia michael mike molly nick noah oliver olivia paul peter rachel robert ryan sam sara sarah sofia sophie steve thomas tim tom will zoe".split(
    " ",
  );

const NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const ORDINALS = "first second third fourth fifth sixth seventh eighth".split(" ");

export type TypeValue = {
  readonly id?: string;
  readonly name: { readonly value: string; readonly synonyms: readonly string[] };
};

/** "everywhere" and "here" come first; every value with its synonyms. */
export const PLACES: readonly TypeValue[] = [
  ...parseValues(NAMED),
  ...PEOPLE.map((name) => named(`${name}'s room`, [`${name}'s bedroom`, `${name}'s`])),
  ...NUMBERS.map((word, index) => named(`speaker ${word}`, [`number ${word}`, ...ordinal(index, "speaker")])),
  ...NUMBERS.map((word, index) => named(`group ${word}`, ordinal(index, "group"))),
  ...NUMBERS.slice(0, 6).map((word) => named(`zone ${word}`, [`area ${word}`])),
  ...NUMBERS.slice(0, 6).map((word) => named(`room ${word}`, [])),
];

/** Reads `name: synonym | synonym` lines. */
export function parseValues(lines: string): TypeValue[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", synonyms = ""] = line.split(":").map((part) => part.trim());
      return named(
        name,
        synonyms
          .split("|")
          .map((synonym) => synonym.trim())
          .filter(Boolean),
      );
    });
}

function ordinal(index: number, noun: string): string[] {
  const word = ORDINALS[index];
  return word ? [`the ${word} ${noun}`, `${word} ${noun}`] : [];
}

function named(value: string, synonyms: readonly string[]): TypeValue {
  const others = [...new Set(synonyms)].filter((synonym) => synonym !== value);
  // The schema wants at least one synonym of every value.
  return { name: { value, synonyms: others.length > 0 ? others : [`the ${value}`] } };
}
