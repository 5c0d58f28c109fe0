import { describe, expect, it } from "@jest/globals";
import { helpOn } from "../../../bridge-firmware/src/cli/help.ts";
import { COMMANDS, readArguments } from "../../../bridge-firmware/src/cli/read-arguments.ts";

const request = (...args: string[]) => {
  const read = readArguments(args);
  return read.ok ? read.value.request : read.error;
};

describe("the house-band command", () => {
  it.each([
    [["status"], { kind: "status" }],
    [["play", "miles", "davis"], { kind: "play", words: "miles davis", on: [] }],
    [["play", "jazz", "--on", "Patio, Fire Pit"], { kind: "play", words: "jazz", on: ["Patio", "Fire Pit"] }],
    [["play", "jazz", "--on=Patio", "--on", "Kitchen"], { kind: "play", words: "jazz", on: ["Patio", "Kitchen"] }],
    [["play", "--source", "Echo", "--on", "Patio"], { kind: "play-live", source: "echo", on: ["Patio"] }],
    [["echo"], { kind: "echo", by: null, on: null }],
    [["echo", "--by", "Line", "--on", "Back Yard"], { kind: "echo", by: "line", on: "Back Yard" }],
    [["play", "--source", "line"], { kind: "play-live", source: "line", on: [] }],
    [["play", "--source=phone"], { kind: "play-live", source: "phone", on: [] }],
    [["pause"], { kind: "pause", on: [] }],
    [["volume", "40"], { kind: "volume", change: { kind: "to", percent: 40 }, on: [] }],
    [["volume", "40%"], { kind: "volume", change: { kind: "to", percent: 40 }, on: [] }],
    [["volume", "+10"], { kind: "volume", change: { kind: "by", percent: 10 }, on: [] }],
    [["volume", "-10", "--on", "Patio"], { kind: "volume", change: { kind: "by", percent: -10 }, on: ["Patio"] }],
    [["limit", "Fire", "Pit,", "Patio", "60"], { kind: "limit", capPercent: 60, on: ["Fire Pit", "Patio"] }],
    [["limit", "Speaker 2", "60%"], { kind: "limit", capPercent: 60, on: ["Speaker 2"] }],
    [["limit", "100", "--on", "Backyard"], { kind: "limit", capPercent: 100, on: ["Backyard"] }],
    [["connect", "Fire", "Pit,", "Patio"], { kind: "connect", on: ["Fire Pit", "Patio"] }],
    [
      ["announce", "Dinner", "is", "ready", "--on", "Backyard"],
      { kind: "announce", says: { kind: "words", words: "Dinner is ready" }, on: ["Backyard"] },
    ],
    [["announce", "--clip", "bell.wav"], { kind: "announce", says: { kind: "file", file: "bell.wav" }, on: [] }],
    [["play", "jazz", "--shuffled"], { kind: "play", words: "jazz", isShuffled: true, on: [] }],
    [
      ["favourites", "save", "Sunday", "Mix", "--on", "Patio"],
      { kind: "save-preset", name: "Sunday Mix", on: ["Patio"] },
    ],
    [["shuffle"], { kind: "shuffle", isOn: true, on: [] }],
    [["shuffle", "off", "--on", "Patio"], { kind: "shuffle", isOn: false, on: ["Patio"] }],
    [["repeat", "one"], { kind: "repeat", repeat: "one", on: [] }],
    [["sleep", "30m", "--on", "Bedroom"], { kind: "sleep", inMs: 1_800_000, on: ["Bedroom"] }],
    [["sleep", "1h30m"], { kind: "sleep", inMs: 5_400_000, on: [] }],
    [["sleep", "90", "minutes"], { kind: "sleep", inMs: 5_400_000, on: [] }],
    [["sleep", "45"], { kind: "sleep", inMs: 2_700_000, on: [] }],
    [["sleep", "off"], { kind: "sleep", inMs: null, on: [] }],
    [["identify", "Deck"], { kind: "identify", on: ["Deck"] }],
    [["play", "--sound", "Metronome", "--on", "Patio"], { kind: "play-sound", sound: "metronome", on: ["Patio"] }],
    [["play", "--sound=test-tone"], { kind: "play-sound", sound: "test-tone", on: [] }],
    [["play", "--sound", "Test-Tone", "--measure", "--on", "Patio"], { kind: "measure-tone", on: ["Patio"] }],
    [["nudge", "Deck", "+10"], { kind: "nudge", deltaMs: 10, on: ["Deck"] }],
    [["nudge", "Fire", "Pit,", "Deck", "-2.5ms"], { kind: "nudge", deltaMs: -2.5, on: ["Fire Pit", "Deck"] }],
    [["nudge", "Deck", "10", "ms", "later"], { kind: "nudge", deltaMs: 10, on: ["Deck"] }],
    [["nudge", "Speaker 2", "5 earlier"], { kind: "nudge", deltaMs: -5, on: ["Speaker 2"] }],
    [["nudge", "-3", "--on", "Backyard"], { kind: "nudge", deltaMs: -3, on: ["Backyard"] }],
    [["release", "--on", "Patio"], { kind: "release", on: ["Patio"] }],
    [["favourites"], { kind: "favourites", change: null }],
    [["enroll"], { kind: "enroll", enrolment: null }],
    [["claim"], { kind: "claim", purpose: "own" }],
    [["claim", "--join"], { kind: "claim", purpose: "join" }],
    [["reset-owner"], { kind: "reset-owner", isSure: false }],
    [["reset-owner", "--yes"], { kind: "reset-owner", isSure: true }],
    [["enroll", "hb1.aa.", "bb.end"], { kind: "enroll", enrolment: "hb1.aa.bb.end" }],
    [
      ["favourites", "add", "Sunday Mix", "miles", "davis"],
      {
        kind: "favourites",
        change: { kind: "keep", favourite: { name: "Sunday Mix", plays: { kind: "words", words: "miles davis" } } },
      },
    ],
    [
      ["favourites", "add", "News", "https://radio.example/news"],
      {
        kind: "favourites",
        change: {
          kind: "keep",
          favourite: { name: "News", plays: { kind: "stream", url: "https://radio.example/news" } },
        },
      },
    ],
    [["favourites", "remove", "Sunday", "Mix"], { kind: "favourites", change: { kind: "remove", name: "Sunday Mix" } }],
    [["pair"], { kind: "pair", name: null, address: null, whileMusicPlays: false, adapter: null }],
    [
      ["pair", "Fire", "Pit", "--address", "0a:00:00:00:00:07", "--while-music-plays", "--adapter", "HCI1"],
      { kind: "pair", name: "Fire Pit", address: "0A:00:00:00:00:07", whileMusicPlays: true, adapter: "hci1" },
    ],
    [["pair", "--sender"], { kind: "pair-sender", adapter: null }],
    [["pair", "--sender", "--adapter", "HCI1"], { kind: "pair-sender", adapter: "hci1" }],
    [["forget", "Fire", "Pit"], { kind: "forget", on: ["Fire Pit"] }],
    [
      ["cloud", "trace", "01j8zq5vb3t8r6m4n2k0h9f7d5"],
      { kind: "cloud-trace", commandId: "01J8ZQ5VB3T8R6M4N2K0H9F7D5" },
    ],
    [["logs", "-f", "-n", "5"], { kind: "logs", follow: true, lines: 5 }],
    [["audit"], { kind: "audit" }],
    [["--version"], { kind: "version" }],
    [["announce", "--stop", "--on", "Patio"], { kind: "stop-announcement", on: ["Patio"] }],
    [[], { kind: "help", topic: null }],
    [["help", "play"], { kind: "help", topic: "play" }],
    [["volume", "--help"], { kind: "help", topic: "volume" }],
  ] as const)("understands %j", (args, expected) => {
    expect(request(...args)).toEqual(expected);
  });

  it.each([
    [["pley", "jazz"], '"pley" is no command: did you mean "play"?'],
    [["pley"], "Commands: status, speakers, groups, play, pause,"],
    [["help", "volum"], '"volum" is no command: did you mean "volume"?\nCommands: status, speakers, groups, play,'],
    [["help", "xylophone"], '"xylophone" is no command. Commands: status, speakers, groups, play,'],
    [["statsu", "--help"], '"statsu" is no command: did you mean "status"?'],
    [["limit", "Patio"], 'limit "Patio": how loud at most? For example: house-band limit "Fire Pit" 60'],
    [["limit", "60"], "which speaker?"],
    [["limit", "Patio", "0"], 'limit "Patio 0": expected 1 to 100'],
    [["limit", "Patio", "1000000"], 'limit "Patio 1000000": expected 1 to 100'],
    [["play"], "what is to be played?"],
    [
      ["play", "--source", "ecko"],
      '--source ecko: expected echo, phone, line, airplay, spotify, dlna: did you mean "echo"?',
    ],
    [["echo", "--by", "bluetoth"], '--by bluetoth: expected bluetooth or line: did you mean "bluetooth"?'],
    [["echo", "Kitchen"], 'one place at most: house-band echo --by bluetooth --on "Backyard"'],
    [["play", "jazz", "--source", "echo"], '"jazz": what the echo plays is chosen there; leave the words out'],
    [["play", "--sound", "metronom"], '--sound metronom: expected metronome or test-tone: did you mean "metronome"?'],
    [["play", "jazz", "--sound", "metronome"], '"jazz": the metronome is all that plays then; leave the words out'],
    [
      ["play", "--sound", "metronome", "--measure"],
      "--measure listens for the tone: house-band play --sound test-tone --measure",
    ],
    [["play", "jazz", "--measure"], "--measure listens for the tone: house-band play --sound test-tone --measure"],
    [["play", "--sound", "metronome", "--source", "echo"], "--source and --sound: one of them"],
    [["nudge", "Deck"], 'nudge "Deck": by how much? For example: house-band nudge "Fire Pit" +10 (later by 10 ms)'],
    [["nudge", "Deck", "10"], 'nudge "Deck 10": later or earlier?'],
    [["nudge", "Deck", "-10", "later"], 'nudge "Deck -10 later": later or earlier?'],
    [["nudge", "+10"], "which speaker?"],
    [["nudge", "Deck", "+501"], 'nudge "Deck +501": at most 500 ms at a time'],
    [["shuffle", "maybe"], 'shuffle "maybe": expected on or off'],
    [["repeat"], 'repeat "": expected off, one or all'],
    [["sleep"], 'sleep "": in how long?'],
    [["sleep", "soon"], 'sleep "soon": in how long? For example: house-band sleep 30m, 1h30m, off'],
    [["sleep", "5s"], "expected 10 seconds to 24 hours"],
    [["sleep", "25h"], "expected 10 seconds to 24 hours"],
    [["announce"], "what is to be announced?"],
    [["announce", "\u200e", "…"], "what is to be announced?"],
    [["announce", "a".repeat(301)], "an announcement of 301 characters: at most 300 are spoken"],
    [["announce", "Dinner", "--stop"], "house-band announce --stop takes no words and no --clip"],
    [["announce", "--stop", "--clip", "bell.wav"], "house-band announce --stop takes no words and no --clip"],
    [["announce", "Dinner", "--clip", "bell.wav"], '"Dinner" and --clip: one of them'],
    [["pair", "Phone", "--sender"], "takes no name and no address"],
    [["volume", "loud"], 'volume "loud": expected 0 to 100'],
    [["volume", "101"], 'volume "101": expected 0 to 100'],
    [["volume"], 'volume "": expected 0 to 100'],
    [["pause", "Patio"], 'house-band pause --on "Patio"'],
    [["release"], 'which speaker? For example: house-band release "Fire Pit"'],
    [["favourites", "add", "News"], "what is it called, and what does it play?"],
    [["favourites", "remove"], "which one?"],
    [["favourites", "save"], "what is it called?"],
    [["favourites", "ad", "News", "x"], 'favourites "ad": expected add, save or remove: did you mean "add"?'],
    [["pair", "--adapter", "dongle"], "--adapter dongle: expected an adapter's name or address, such as hci1"],
    [["pair", "--address", "jbl"], "--address jbl: expected a Bluetooth address"],
    [["forget"], "which speaker?"],
    [["status", "now"], 'house-band status takes no "now"'],
    [["cloud"], "house-band cloud: expected cloud trace COMMAND_ID"],
    [["cloud", "trace"], "which command? It has 26 letters"],
    [["cloud", "trace", "01J8"], '"01J8" is no command\'s id: It has 26 letters'],
    [["logs", "-n", "0"], "--lines 0: expected a number from 1"],
    [["status", "--jsn"], "Unknown option '--jsn'"],
  ])("says what is wrong with %j and how it would be right", (args, sentence) => {
    expect(request(...args)).toEqual(expect.stringContaining(sentence));
  });

  it("has every command in its help", () => {
    for (const command of COMMANDS) expect(helpOn(null)).toContain(command);
  });
});
