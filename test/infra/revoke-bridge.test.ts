import { DetachThingPrincipalCommand, ListThingPrincipalsCommand, UpdateCertificateCommand } from "@aws-sdk/client-iot";
import { ThingName } from "@house-band/contract";
import { revokeBridge } from "@house-band/infra/revoke-bridge";
import { describe, expect, it } from "@jest/globals";

const THING = ThingName.parse("hb-0123456789abcdef");
const arnOf = (id: string) => `arn:aws:iot:eu-west-1:111122223333:cert/${id}`;
const [ONE, TWO, LATE] = ["1".repeat(64), "2".repeat(64), "3".repeat(64)] as const;
const OTHER = "arn:aws:iot:eu-west-1:111122223333:other/x";

/** What is attached at each look, on pages of one; what was done, in its order. */
function clientOf(looks: readonly (readonly string[])[]) {
  const done: (readonly [string, string])[] = [];
  let look = -1;
  const send = async (command: unknown) => {
    if (command instanceof UpdateCertificateCommand)
      done.push([String(command.input.newStatus), String(command.input.certificateId)]);
    if (command instanceof DetachThingPrincipalCommand) {
      expect(command.input.thingName).toBe(THING);
      done.push(["detached", String(command.input.principal)]);
    }
    if (!(command instanceof ListThingPrincipalsCommand)) return {};
    expect(command.input.thingName).toBe(THING);
    const page = Number(command.input.nextToken ?? 0);
    if (page === 0) look += 1;
    const attached = looks[Math.min(look, looks.length - 1)] ?? [];
    return {
      principals: attached.slice(page, page + 1),
      ...(page + 1 < attached.length && { nextToken: String(page + 1) }),
    };
  };
  return { client: { send: send as never }, done }; // the SDK's overloads can't be written down for a fake
}

const waits: number[] = [];
const wait = async (ms: number) => waits.push(ms);

describe("a bridge whose identity is taken back", () => {
  it("has every certificate revoked, then detached, on however many pages they are told, and nothing else touched", async () => {
    const { client, done } = clientOf([[arnOf(ONE), OTHER, arnOf(TWO)], [OTHER]]);
    expect(await revokeBridge(client, THING, wait)).toEqual({ revoked: [ONE, TWO], isComplete: true });
    expect(done).toEqual([
      ["REVOKED", ONE],
      ["REVOKED", TWO],
      ["detached", arnOf(ONE)],
      ["detached", arnOf(TWO)],
    ]);
  });

  it("has one revoked, too, that it got while the others were, once the time for that is over", async () => {
    const listed = [arnOf(ONE), arnOf(LATE)]; // what was detached is told for a while
    const { client, done } = clientOf([[arnOf(ONE)], listed, listed]);
    waits.splice(0);
    expect(await revokeBridge(client, THING, wait)).toEqual({ revoked: [ONE, LATE], isComplete: true });
    expect(done.filter(([what]) => what === "REVOKED")).toEqual([
      ["REVOKED", ONE],
      ["REVOKED", LATE],
    ]);
    expect(waits.every((ms) => ms > 5_000)).toBe(true); // as long as AWS IoT waits for the hook
    expect(waits).toHaveLength(2);
  });

  it("is not called done where it gets new ones without end", async () => {
    const looks = [..."456789abcdef"].map((digit) => [arnOf(digit.repeat(64))]);
    expect(await revokeBridge(clientOf(looks).client, THING, wait)).toMatchObject({ isComplete: false });
  });

  it("may have none", async () => {
    expect(await revokeBridge(clientOf([[]]).client, THING, wait)).toEqual({ revoked: [], isComplete: true });
  });
});
