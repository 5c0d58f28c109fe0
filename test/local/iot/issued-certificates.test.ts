// In which state a certificate is, and what it is good for then.
import { describe, expect, it } from "@jest/globals";
import {
  createIssuedCertificates,
  type IssuedCertificates,
  type NewCertificate,
} from "../../../local/src/iot/issued-certificates.ts";

const NOW_MS = 1_000;
const PATIO: NewCertificate["principal"] = { kind: "thing", thing: "patio" };
const book = (made: Partial<NewCertificate> = {}): IssuedCertificates => {
  const issued = createIssuedCertificates(() => NOW_MS);
  issued.add("c1", { expiresAtMs: 2_000, status: "active", principal: PATIO, ...made });
  return issued;
};

describe("a certificate", () => {
  it.each<[string, Partial<NewCertificate>, NewCertificate["principal"]]>([
    ["that is active stands for its thing", {}, PATIO],
    ["of a claim stands for it", { principal: { kind: "claim" } }, { kind: "claim" }],
    ["that is too old stands for nobody", { expiresAtMs: NOW_MS }, null],
    ["that is pending stands for nobody", { status: "pending" }, null],
    ["that was revoked stands for nobody", { status: "revoked" }, null],
    ["that is attached to nobody stands for nobody", { principal: null }, null],
  ])("%s", (_, made, principal) => {
    expect(book(made).holderOf("c1")).toEqual(principal);
  });

  it.each<[string, Partial<NewCertificate>, string]>([
    ["is kept while it is active", { principal: null }, "in-use"],
    ["is kept while it is attached to a thing", { status: "revoked" }, "in-use"],
    ["goes once it is neither", { status: "inactive", principal: null }, "removed"],
    ["of a claim goes once it is not active", { status: "inactive", principal: { kind: "claim" } }, "removed"],
  ])("%s", (_, made, removed) => {
    const issued = book(made);

    expect(issued.remove("c1")).toBe(removed);
    expect(issued.statusOf("c1") === null).toBe(removed === "removed");
  });

  it("is attached when it is activated, and to nobody once it is detached from just that thing", () => {
    const issued = book({ status: "pending", principal: null });

    issued.activate("c1", "patio");
    expect([issued.attachedTo("patio"), issued.activeOf("patio"), issued.attachedTo("deck")]).toEqual([
      ["c1"],
      ["c1"],
      [],
    ]);
    expect(issued.setStatus("c1", "inactive")).toBe(true);
    expect([issued.attachedTo("patio"), issued.activeOf("patio")]).toEqual([["c1"], []]);
    expect([issued.detach("c1", "deck"), issued.detach("c1", "patio")]).toEqual([false, true]);
    expect([issued.thingOf("c1"), issued.madeAtMs("c1")]).toEqual([null, NOW_MS]);
  });

  it("that was never issued is unknown", () => {
    const issued = book();

    expect([issued.holderOf("c2"), issued.thingOf("c2"), issued.statusOf("c2"), issued.madeAtMs("c2")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([issued.setStatus("c2", "revoked"), issued.detach("c2", "patio"), issued.remove("c2")]).toEqual([
      false,
      false,
      "unknown",
    ]);
  });
});
