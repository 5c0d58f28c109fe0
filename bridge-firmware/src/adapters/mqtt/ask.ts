// A question to the cloud by MQTT: published on a topic, answered on /accepted or /rejected beside it, to whoever asked alone.
// @see AWS IoT "Device provisioning MQTT API"
import { err, ok, type Result } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import type { Clock, CloudLink } from "../../ports.ts";
import type { Session } from "./session.ts";

export type Answered = { readonly isAccepted: boolean; readonly payload: string };

/** One question at a time, until the signal fires. @returns the answer, or a sentence: why there is none */
export type Ask = (topic: string, body: object, signal?: AbortSignal) => Promise<Result<Answered, string>>;

/** AWS waits up to 5 s for the hook that decides. */
export const ANSWER_WITHIN_MS = 15_000;

export const answersTo = (topic: string): readonly string[] => [`${topic}/accepted`, `${topic}/rejected`];
export const isAccepted = (topic: string): boolean => topic.endsWith("/accepted");

/** Over the link's present session. @param session null where there is no connection */
export function createAsk(
  link: Pick<CloudLink, "onEvent" | "publish">,
  session: () => Session | null,
  clock: Pick<Clock, "sleep">,
): Ask {
  return async (topic, body, signal) => {
    const online = session();
    if (online === null) return err("there is no connection to the cloud now");
    const answers = answersTo(topic);
    const subscribed = await online.subscribe(answers, signal);
    if (!subscribed.ok) return subscribed;
    const waiting = childOf(signal);
    const answered = nextAnswer(link, answers, { clock, waiting });
    const sent = await link.publish(topic, new TextEncoder().encode(JSON.stringify(body)), waiting.signal);
    if (!sent.ok) waiting.abort();
    const answer = await answered;
    waiting.abort();
    void online.unsubscribe(answers);
    if (signal?.aborted) return err("the bridge is stopping");
    if (answer !== null) return ok(answer);
    return err(sent.ok ? `it gave no answer within ${ANSWER_WITHIN_MS / 1_000} s` : sent.error.message);
  };
}

/** Null where the connection ends, or nothing comes. */
async function nextAnswer(
  link: Pick<CloudLink, "onEvent">,
  topics: readonly string[],
  { clock, waiting }: { readonly clock: Pick<Clock, "sleep">; readonly waiting: ChildSignal },
): Promise<Answered | null> {
  let answer: Answered | null = null;
  const over = childOf(waiting.signal);
  const off = link.onEvent((event) => {
    if (event.kind === "offline") over.abort();
    if (event.kind !== "message" || !topics.includes(event.topic)) return;
    event.acknowledge();
    answer ??= { isAccepted: isAccepted(event.topic), payload: new TextDecoder().decode(event.payload) };
    over.abort();
  });
  await clock.sleep(ANSWER_WITHIN_MS, over.signal);
  off();
  over.abort();
  return answer;
}
