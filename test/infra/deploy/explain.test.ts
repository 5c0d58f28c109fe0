// What the tools say when they fail, as they say it, and what we make of it.
import { explain } from "@house-band/infra/deploy/explain";
import { describe, expect, it } from "@jest/globals";

describe("a failure of AWS's tools", () => {
  // The first is CDK 2.1148.1's own output; the others are the words of AWS's API references.
  it.each([
    ["Unable to resolve AWS account to use. It must be either configured when you define", "sign in"],
    ["CredentialsProviderError: Could not load credentials from any providers", "sign in"],
    ["ExpiredToken: The security token included in the request is expired", "sign in again"],
    ["InvalidClientTokenId: The security token included in the request is invalid.", "sign in again"],
    ["User: arn:aws:iam::111122223333:user/a is not authorized to perform: iam:CreateRole", "administers the account"],
    ["Stack:arn… is in UPDATE_ROLLBACK_FAILED state and can not be updated.", "Continue update rollback"],
    ["Stack:arn… is in UPDATE_IN_PROGRESS state and can not be updated.", "wait until the stack"],
    ["house-band-bridge already exists in stack arn:aws:cloudformation:…", "remove it, or the stack it belongs to"],
    [
      "RequestTimeTooSkewed: The difference between the request time and the current time is too large",
      "set the clock",
    ],
    ["getaddrinfo ENOTFOUND cloudformation.us-east-1.amazonaws.com", "reaches the internet"],
    ["ThrottlingException: Rate exceeded", "wait a minute"],
    ["write ENOSPC", "make room"],
  ])("%j leads on to: %s", (said, todo) => {
    const trouble = explain("aws", "deploying the stack", said);
    expect(trouble.todo).toContain(todo);
    expect(trouble.what).toMatch(/^deploying the stack: /);
    expect(trouble.what).toContain(said);
  });

  it("of which nothing is known is shown by its last words", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    expect(explain("aws", "deploying the stack", [...lines, "at Object.<anonymous> (index.js:1)"].join("\n"))).toEqual({
      what: "deploying the stack failed (line 14 / line 15 / line 16 / line 17 / line 18 / line 19)",
      todo: expect.stringContaining("run the same command again"),
    });
  });
});

describe("a failure of Alexa's tools", () => {
  // The first is ask-cli 2.30.7's own output.
  it.each([
    ["[Error]: File /home/somebody/.ask/cli_config not exists.", "ask configure"],
    ['[Error]: {\n  "message": "invalid_grant"', "ask configure again"],
    ['{ "statusCode": 403, "message": "User is not authorized to access this resource" }', "owner of the skill"],
    ["The trigger setting for the Lambda arn:aws:lambda:… is invalid.", "some seconds old"],
    ['Interaction model "en-US" failed: Build failed, invalid sample "play {a} {a}"', "skill-package/model"],
  ])("%j leads on to: %s", (said, todo) => {
    expect(explain("alexa", "bringing the skill to Alexa", said).todo).toContain(todo);
  });
});
