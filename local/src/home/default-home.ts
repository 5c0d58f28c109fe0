// The home a newcomer meets: eleven speakers of many makes, one more to be paired, four groups, an Echo that has no
// favourite.
// The latencies are plausible for such models; they are a simulation's, not measurements of these products. Upstairs, speakers
// take longer than they say, or less, as many do: "check the sync upstairs" hears it, "calibrate upstairs" mends it.
import type { HomeSpec } from "./home-spec.ts";

export const DEFAULT_HOME: HomeSpec = {
  speakers: [
    { name: "Patio", model: "JBL Flip 6", reportedDelayMs: 213, batteryPercent: 82 },
    { name: "Fire Pit", model: "Bose SoundLink Flex", reportedDelayMs: 142, batteryPercent: 64 },
    { name: "Deck", model: "Ultimate Ears Boom 3", reportedDelayMs: 186, batteryPercent: 91 },
    { name: "Kitchen Counter", model: "Sonos Roam SL", reportedDelayMs: 158, batteryPercent: 77 },
    { name: "Kitchen Window", model: "Anker Motion+", reportedDelayMs: 247, batteryPercent: 58 },
    { name: "Garage", model: "Marshall Emberton II", reportedDelayMs: 171, batteryPercent: 45 },
    {
      name: "Anna's Room",
      model: "Sony SRS-XB13",
      reportedDelayMs: 196,
      actualLatencyMs: 231.4,
      batteryPercent: 88,
    },
    { name: "Bedroom", model: "JBL Charge 5", reportedDelayMs: 208, actualLatencyMs: 187.2, batteryPercent: 70 },
    { name: "Office", model: "Audioengine B2", reportedDelayMs: 121, batteryPercent: null },
    { name: "Living Room Left", model: "Edifier R1280DB", reportedDelayMs: 133, channel: "left", batteryPercent: null },
    {
      name: "Living Room Right",
      model: "Edifier R1280DB",
      reportedDelayMs: 133,
      channel: "right",
      batteryPercent: null,
    },
  ],
  nearby: [{ name: "Tribit StormBox", model: "Tribit StormBox", reportedDelayMs: 176, batteryPercent: 67 }],
  groups: [
    { name: "Backyard", members: ["Patio", "Fire Pit", "Deck"] },
    { name: "Kitchen", members: ["Kitchen Counter", "Kitchen Window"] },
    { name: "Living Room", members: ["Living Room Left", "Living Room Right"] },
    { name: "Upstairs", members: ["Anna's Room", "Bedroom", "Office"] },
  ],
  echos: [{ name: "Kitchen Echo" }],
};
