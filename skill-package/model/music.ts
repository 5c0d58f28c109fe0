// Words for music: what Alexa should recognise at once. Anything else that people ask for is still heard.
import { parseValues, type TypeValue } from "./places.ts";

const ANYTHING = `
music: some music | any music | something | anything | some tunes | tunes | a song | some songs | songs | a tune | whatever | anything you like | whatever you like | my music | some sounds | sounds | beats | some beats | jams | some jams | something good | something nice | stuff | audio | a playlist | some background
my favorites: my favourites | favorites | my favorite songs | my favorite music | my playlist | the usual | my usual
the echo: my echo | our echo | the echo dot | the echo show | my echo dot | my echo show | the echo's music | my echo's music | the echo's audio | the echo's sound | the music on the echo | the music from the echo | the music from my echo | what the echo plays
my phone: the phone | our phone | my phone's music | my phone's audio | my i. phone | the i. phone | my iphone | my android | my mobile | my cell phone | my smartphone | my tablet | my ipad | my laptop | my computer | the laptop | the tablet | the music on my phone | the music from my phone | what my phone plays
the line in: line in | my line in | the line input | line input | the aux | aux | the aux input | aux input | the aux in | the turntable | turntable | my turntable | our turntable | the record player | record player | my record player | the c. d. player | my c. d. player | the tape deck | my t. v. | our t. v.
air play: airplay | my airplay | the airplay | my air play
spotify: spotify connect | my spotify | the spotify app
d. l. n. a.: dlna | my d. l. n. a.
the metronome: metronome | a metronome | my metronome | a click track | the click track | click track
test tone: a test tone | the test tone | test tones | some test tones | a test sound | the test sound | test sound | a test signal
the radio: radio | a radio station | some radio | radio station | my station | my stations
`;

const GENRES =
  "jazz|smooth jazz|acid jazz|free jazz|latin jazz|jazz piano|bebop|swing|big band|blues|delta blues|chicago blues|rhythm and blues|soul|neo soul|motown|funk|disco|rock|classic rock|soft rock|hard rock|indie rock|punk rock|punk|alternative rock|progressive rock|prog rock|southern rock|folk rock|yacht rock|rock and roll|rock ballads|rockabilly|metal|heavy metal|death metal|thrash|grunge|emo|indie|indie pop|alternative|pop|synth pop|k. pop|j. pop|brit pop|dance pop|dance|house|deep house|tech house|techno|trance|drum and bass|jungle|dubstep|electronic|electronica|e. d. m.|ambient|drone|downtempo|trip hop|chillout|chill out|chill|lounge|lo-fi|lofi|lofi beats|lo-fi beats|hip hop|rap|trap|old school hip hop|r. and b.|reggae|dub|ska|dancehall|reggaeton|salsa|bachata|merengue|cumbia|mambo|tango|bossa nova|samba|flamenco|mariachi|latin|afrobeat|afro beat|highlife|calypso|world music|celtic|irish|bluegrass|country|country rock|americana|folk|singer songwriter|acoustic|gospel|christian|worship|hymns|classical|baroque|opera|chamber music|symphonies|string quartets|orchestral|choral|gregorian chant|minimalism|renaissance|romantic|soundtracks|film scores|movie soundtracks|musicals|show tunes|broadway|new age|meditation|nature sounds|rain sounds|ocean sounds|white noise|brown noise|bird song|kids songs|children's songs|nursery rhymes|lullabies|disney|christmas|christmas songs|carols|holiday|halloween|oldies|golden oldies|doo wop|crooners|easy listening|elevator|muzak|karaoke|marching band|brass band|polka|schlager|chanson|bollywood|hawaiian|surf rock|surf|steel drums|comedy|podcasts|audiobooks|new wave|post punk|psychedelic|shoegaze|garage rock|vaporwave|synthwave|eurodance|instrumental|a cappella|guitar|piano|violin|cello|saxophone|trumpet|harp|flute|drums|organ|acoustic guitar|classical guitar|spanish guitar|solo piano|strings|vocals|orchestra";

const MOODS =
  "happy|sad|upbeat|mellow|relaxing|relaxed|calm|calming|quiet|peaceful|soothing|energetic|romantic|sexy|dreamy|dark|cheerful|uplifting|feel good|sunny|summer|rainy day|sunday morning|morning|evening|late night|dinner|dinner party|cooking|cocktail|breakfast|brunch|barbecue|pool party|party|birthday|wedding|date night|workout|running|yoga|study|studying|focus|concentration|work|sleep|bedtime|background|cleaning|road trip|gaming|reading|spa|beach|campfire|garden party|groovy|funky|slow|fast|loud|soft|epic|spooky|nostalgic|throwback|top forty|hits|greatest hits|the charts|chart hits|new|latest hits|number ones|one hit wonders|love songs|slow jams|power ballads|ballads|sing along|dance hits|club|remixes|live|covers|unplugged|gentle|smooth|wild|lively|festive|chilled|laid back|summery|jazzy|bluesy|old school";

const DECADES =
  "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|two thousands|noughties|twenty tens";

const ARTISTS =
  "abba|adele|aretha franklin|bach|beethoven|beyonce|billie eilish|billie holiday|billy joel|bjork|bob dylan|bob marley|bon jovi|brahms|bruce springsteen|bruno mars|buena vista social club|carole king|chet baker|chopin|coldplay|count basie|daft punk|dave brubeck|david bowie|debussy|depeche mode|diana krall|dire straits|dolly parton|drake|dua lipa|duke ellington|earth wind and fire|ed sheeran|ella fitzgerald|elton john|elvis|elvis presley|eminem|enya|eric clapton|etta james|fleetwood mac|foo fighters|frank sinatra|genesis|george michael|gorillaz|green day|guns n' roses|handel|harry styles|herbie hancock|iron maiden|jack johnson|james brown|janis joplin|jimi hendrix|john coltrane|john lennon|johnny cash|joni mitchell|journey|kate bush|kendrick lamar|lady gaga|lana del rey|led zeppelin|leonard cohen|lizzo|louis armstrong|madonna|massive attack|metallica|metronomy|michael jackson|miles davis|mozart|muddy waters|muse|n sync|neil young|nina simone|nirvana|norah jones|oasis|paul simon|pearl jam|phil collins|pink floyd|portishead|prince|queen|r. e. m.|radiohead|ray charles|red hot chili peppers|rihanna|roxy music|sade|santana|satie|schubert|shakira|simon and garfunkel|stan getz|steely dan|stevie wonder|sting|supertramp|tame impala|taylor swift|tchaikovsky|the beach boys|the beatles|the clash|the cure|the doors|the eagles|the police|the rolling stones|the smiths|the who|the weeknd|thelonious monk|tina turner|toto|tom petty|tom waits|u. two|van morrison|verdi|vivaldi|wagner|wham|whitney houston|willie nelson|yo-yo ma";

/** Titles that are made of the very words of orders. */
const TITLES =
  "let it be|here comes the sun|what a wonderful world|stand by me|i will survive|stayin' alive|yesterday|imagine|hey jude|happy birthday|dancing queen|bohemian rhapsody|hotel california|take five|so what|kind of blue|abbey road|thriller|purple rain|rumours|the dark side of the moon|moon river|fly me to the moon|light my fire|turn the page|turn around|come together|get back|stop in the name of love|don't stop believin'|don't stop me now|we will rock you|we are the champions|i want to hold your hand|i want to break free|i want it that way|what's love got to do with it|another one bites the dust|play that funky music|pump up the jam|shut up and dance|turn the music up|the sound of silence|the sound of music|the next episode|born to run|walking on sunshine|over the rainbow|singing in the rain|in the mood|in the air tonight|on the road again|up on the roof|under the boardwalk|take me home country roads|take me out|sweet home alabama|house of the rising sun|our house|my girl|my way|your song|uptown funk|shake it off|help me rhonda|for what it's worth|silent night|jingle bells|four seasons|the four seasons|moonlight sonata|clair de lune|rhapsody in blue|the nutcracker|swan lake";

/** Purposes that are said as one thing. */
const PURPOSES =
  "something to dance to|something to cook to|something to relax to|something to sleep to|something to work to|party mix|dance mix|workout mix|summer mix|chill mix|dinner mix|road trip mix";

const NOUNS = ["music", "songs", "tunes"];

export const MUSIC: readonly TypeValue[] = [
  ...parseValues(ANYTHING),
  ...words(GENRES, (genre) => NOUNS.map((noun) => `${genre} ${noun}`)),
  ...words(MOODS, (mood) => [...NOUNS.map((noun) => `${mood} ${noun}`), `something ${mood}`, `${mood} playlist`]),
  ...words(DECADES, (decade) => [
    `the ${decade}`,
    `${decade} music`,
    `${decade} hits`,
    `${decade} songs`,
    `music from the ${decade}`,
  ]),
  ...words(PURPOSES, (purpose) => [purpose.replace("something", "music")]),
  ...words(TITLES, (title) => [`the song ${title}`]),
  ...words(ARTISTS, (artist) => [`music by ${artist}`, `songs by ${artist}`, `something by ${artist}`]),
].filter((value, index, all) => all.findIndex((other) => other.name.value === value.name.value) === index);

/** What is said of music that already plays: "turn the jazz down". Titles are not, they may be anything. */
export const KINDS_OF_MUSIC: readonly TypeValue[] = words(GENRES, (genre) => [`${genre} music`, `${genre} stuff`]);

function words(list: string, synonymsOf: (word: string) => string[]): TypeValue[] {
  return list.split("|").map((value) => ({
    name: { value, synonyms: synonymsOf(value).filter((synonym) => !synonym.includes("music music")) },
  }));
}
