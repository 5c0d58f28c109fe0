import { ListThingPrincipalsCommand, UpdateCertificateCommand } from "@aws-sdk/client-iot";
import { ThingName } from "@house-band/contract";
import { revokeBridge } from "@house-band/infra/revoke-bridge";
import { describe, expect, it } from "@jest/globals";

const THING = ThingName.parse("hb-0123456789abcdef");
const arnOf = (id: string) => `arn:aws:iot:eu-west-1:111122223333:cert/${id}`;
const [ONE, TWO] = ["1".repeat(64), "2".repeat(64)] as const;

/** Pages of principals, and what was asked for. */
function clientOf(pages: readonly (readonly string[])[]) {
  const updated: unknown[] = [];
  const send = async (command: unknown) => {
    if (command instanceof UpdateCertificateCommand) updated.push(command.input);
    if (!(command instanceof ListThingPrincipalsCommand)) return {};
    expect(command.input.thingName).toBe(THING);
    const page = Number(command.input.nextToken ?? 0);
    return { principals: pages[page], ...(page + 1 < pages.length && { nextToken: String(page + 1) }) };
  };
  return { client: { send: send as never }, updated }; // the SDK's overloads can't be written down for a fake
}

describe("a bridge whose identity is taken back", () => {
  it("has every certificate revoked, on however many pages they are told, and nothing else touched", async () => {
    const { client, updated } = clientOf([[arnOf(ONE), "arn:aws:iot:eu-west-1:111122223333:other/x"], [arnOf(TWO)]]);
    expect(await revokeBridge(client, THING)).toEqual([ONE, TWO]);
    expect(updated).toEqual([
      { certificateId: ONE, newStatus: "REVOKED" },
      { certificateId: TWO, newStatus: "REVOKED" },
    ]);
  });

  it("may have none", async () => {
    expect(await revokeBridge(clientOf([[]]).client, THING)).toEqual([]);
  });
});
