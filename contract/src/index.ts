// What travels between the voice, the cloud and the bridge. Everything else of ours builds on this, and this on nothing.
export * from "./channel.ts";
export * from "./codec.ts";
export * from "./command.ts";
export * from "./home.ts";
export * from "./home-edit.ts";
export * from "./ids.ts";
export * from "./names.ts";
export * from "./outcome.ts";
export * from "./result.ts";
export * from "./rule-event.ts";
export * from "./rule-names.ts";
export * from "./shadows.ts";
export * from "./source.ts";
export * from "./state.ts";
export * from "./tone.ts";
export * from "./topics.ts";
export * from "./units.ts";
