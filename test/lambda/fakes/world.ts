// Everything a turn touches, in memory, and a bridge that answers as the test says.
import { type Command, commandSpeakers, err, type Home, Outcome, ok, type Result } from "@house-band/contract";
import { createIds } from "../../../lambda/src/adapters/identity.ts";
import type {
  AccountStore,
  AlexaEvents,
  BridgeLink,
  Connection,
  Delivery,
  HomeSnapshot,
  Log,
  People,
  PortFault,
  SkillEvent,
} from "../../../lambda/src/ports.ts";
import type { TurnPorts } from "../../../lambda/src/turn/act/act.ts";
import { runTurn } from "../../../lambda/src/turn/run-turn.ts";
import type { Reply, Turn } from "../../../lambda/src/turn/turn.ts";
import { createVirtualClock, type VirtualClock } from "./clock.ts";
import { playing, THING } from "./home.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import { noClaims } from "./no-claims.ts";

export const SKILL_ID = "amzn1.ask.skill.test";
export const USER_ID = "amzn1.ask.account.TESTUSER";
export const ids = createIds(SKILL_ID);

/** What the bridge makes of a command; null: it stays silent. */
export type Bridge = (command: Command) => Partial<Outcome> | null;

export type FakeWorld = {
  readonly store: MemoryStore;
  readonly accounts: AccountStore & { readonly taken: SkillEvent[]; isBroken: boolean };
  readonly clock: VirtualClock;
  readonly sent: Command[];
  readonly shadows: Home[];
  readonly meanwhile: string[];
  readonly lines: { readonly level: string; readonly fields: Record<string, unknown> }[];
  readonly ports: TurnPorts;
  say(turn: Partial<Turn> & Pick<Turn, "request">, budgetMs?: number): Promise<Reply>;
};

export type WorldOptions = {
  readonly snapshot?: HomeSnapshot;
  readonly bridge?: Bridge;
  readonly delivery?: Delivery | PortFault;
  /** From the bridge's decision to the record. */
  readonly outcomeAfterMs?: number;
  /** What AWS IoT says of the bridge's connection when it is asked. */
  readonly connection?: Connection;
  readonly link?: Partial<BridgeLink>;
  readonly alexa?: AlexaEvents;
  /** Accounts are linked. */
  readonly people?: People;
};

export function createWorld(options: WorldOptions = {}): FakeWorld {
  const { snapshot = playing } = options;
  const store = createMemoryStore();
  store.put(snapshot);
  store.link(ids.userKeyOf(USER_ID), snapshot.home.id);
  const clock = createVirtualClock();
  const sent: Command[] = [];
  const shadows: Home[] = [];
  const meanwhile: string[] = [];
  const lines: FakeWorld["lines"][number][] = [];
  const link = { ...fakeLink({ options, store, clock, sent, shadows }), ...options.link };
  const ports: TurnPorts = {
    store,
    link,
    claims: noClaims,
    clock,
    ids,
    log: fakeLog(lines),
    ...(options.people && { people: options.people }),
    alexa: options.alexa ?? {
      speakMeanwhile: async (_request, ssml) => {
        meanwhile.push(ssml);
        return ok(undefined);
      },
    },
  };
  let requests = 0;
  return {
    store,
    accounts: fakeAccounts(),
    clock,
    sent,
    shadows,
    meanwhile,
    lines,
    ports,
    say(turn, budgetMs = 7_000) {
      requests += 1;
      const full: Turn = {
        pending: null,
        requestId: `amzn1.echo-api.request.${requests}`,
        requestedAtMs: clock.epochMs(),
        userId: USER_ID,
        accessToken: null,
        deviceId: "amzn1.ask.device.TEST",
        locale: "en-US",
        meanwhile: { apiEndpoint: "https://api.amazonalexa.com", apiAccessToken: "token" },
        ...turn,
      };
      return clock.runUntil(runTurn(full, ports, budgetMs));
    },
  };
}

function fakeAccounts(): FakeWorld["accounts"] {
  const taken: SkillEvent[] = [];
  const accounts = {
    taken,
    isBroken: false,
    async takeEvent(event: SkillEvent): ReturnType<AccountStore["takeEvent"]> {
      if (accounts.isBroken) return err(faultOf("store", "unavailable"));
      taken.push(event);
      return ok("recorded");
    },
  };
  return accounts;
}

/** All of it worked. */
export const allDone: Bridge = (command) => ({ state: "done", code: "OK", perSpeaker: perSpeaker(command, "OK") });

export function perSpeaker(command: Command, code: Outcome["code"]): Outcome["perSpeaker"] {
  return Object.fromEntries(commandSpeakers(command).map((id) => [id, code]));
}

export const faultOf = (port: PortFault["port"], code: PortFault["code"]): PortFault => ({
  port,
  code,
  retryable: true,
  message: "failed on purpose",
});

type LinkParts = Pick<FakeWorld, "store" | "clock" | "sent" | "shadows"> & { readonly options: WorldOptions };

function fakeLink({ options, store, clock, sent, shadows }: LinkParts): BridgeLink {
  const { bridge = allDone, delivery = "journaled", outcomeAfterMs = 5 } = options;
  return {
    async send(_thing, command, signal): Promise<Result<Delivery, PortFault>> {
      sent.push(command);
      if (typeof delivery === "object") return err(delivery);
      const answer = delivery === "offline" ? null : bridge(command);
      if (answer) {
        const outcome = Outcome.parse({ ...BLANK, commandId: command.id, seq: command.seq, ...answer });
        const homeId = options.snapshot?.home.id ?? playing.home.id;
        void clock
          .sleep(outcomeAfterMs)
          .then(() => store.recordOutcome({ homeId, commandId: command.id }, THING, outcome, signal));
      }
      return ok(delivery);
    },
    async findConnection() {
      const { bridge } = options.snapshot ?? playing;
      return ok(options.connection ?? { isConnected: bridge?.online ?? true, sinceMs: bridge?.offlineSinceMs ?? null });
    },
    async publishConfig(home) {
      shadows.push(home);
      return ok(undefined);
    },
    publishClaim: async () => ok(undefined),
  };
}

const BLANK = { v: 1, state: "done", code: "OK", perSpeaker: {}, timings: { acceptedMs: 1, settledMs: 2 } } as const;

function fakeLog(lines: FakeWorld["lines"][number][]): Log {
  const at = (level: string) => (fields: Record<string, unknown>) => void lines.push({ level, fields });
  return { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

/** What people hear: without tags, entities turned back. */
export const heard = (ssml: string | null): string =>
  (ssml ?? "")
    .replace(/<[^>]*>/gu, "")
    .replace(/&lt;/gu, "<")
    .replace(/&gt;/gu, ">")
    .replace(/&quot;/gu, '"')
    .replace(/&apos;/gu, "'")
    .replace(/&amp;/gu, "&");
