// What the tools and AWS say when they fail, in words that lead on. The texts are theirs: seen in their sources or their
// output, and matched loosely, since they change. What is not known is shown as it is.
import type { Trouble } from "./ports.ts";

type Known = { readonly sign: RegExp; readonly what: string; readonly todo: string };

const AGAIN = "run the same command again: it goes on where it stopped";

const ANY_TOOL: readonly Known[] = [
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network (is unreachable|timeout)|socket hang up/i,
    what: "the network is not there, or something on the way refuses",
    todo: `see that this machine reaches the internet (a proxy?), then ${AGAIN}`,
  },
  {
    sign: /Throttling|TooManyRequests|Rate exceeded|"?statusCode"?: ?429|status code 429/i,
    what: "too much was asked in too little time",
    todo: `wait a minute, then ${AGAIN}`,
  },
  {
    sign: /ENOSPC/,
    what: "the disk of this machine is full",
    todo: `make room, then ${AGAIN}`,
  },
];

const OF_AWS: readonly Known[] = [
  {
    sign: /Unable to resolve AWS account|no credentials have been configured|Could not load credentials|CredentialsProviderError|Unable to locate credentials/i,
    what: "no AWS credentials were found",
    todo: "sign in (aws sso login, or aws configure) and name the profile (export AWS_PROFILE=…), then run the same command again",
  },
  {
    sign: /ExpiredToken|security token .* (is )?(expired|invalid)|InvalidClientTokenId|UnrecognizedClient|token.* has expired|SignatureDoesNotMatch/i,
    what: "AWS does not take these credentials any more",
    todo: "sign in again (aws sso login), or give new keys, then run the same command again",
  },
  {
    sign: /RequestTimeTooSkewed|Signature (expired|not yet current)/i,
    what: "this machine's clock is wrong, so AWS refuses its signatures",
    todo: "set the clock (timedatectl set-ntp true), then run the same command again",
  },
  {
    sign: /AccessDenied|not authorized to perform|UnauthorizedOperation|explicit deny/i,
    what: "these AWS credentials may not do that",
    todo: "use credentials of somebody who administers the account, or have the named permission granted, then run the same command again",
  },
  {
    sign: /_ROLLBACK_FAILED/,
    what: "CloudFormation could not take back a change that failed",
    todo: 'open CloudFormation in the AWS console, stack HouseBand, "Continue update rollback", then run the same command again',
  },
  {
    sign: /(is in|state) \S*_IN_PROGRESS/,
    what: "CloudFormation is still at work on this stack",
    todo: "wait until the stack HouseBand is at rest (CloudFormation in the AWS console), then run the same command again",
  },
  {
    sign: /has not been bootstrapped|BootstrapVersion|cdk-bootstrap/,
    what: "CDK's own parts in this account are missing or too old",
    todo: "run npx aws-cdk bootstrap, then run the same command again",
  },
  {
    sign: /already exists/,
    what: "something of that name is in this account and region already, and belongs to no stack of ours",
    todo: "remove it, or the stack it belongs to (CloudFormation's events of HouseBand name it), then run the same command again",
  },
  {
    sign: /LimitExceeded|quota|ReservedConcurrentExecutions/i,
    what: "a quota of this account is used up",
    todo: "ask for more in Service Quotas, or set less (--set reservedConcurrency=…), then run the same command again",
  },
  {
    sign: /Region is missing/i,
    what: "no AWS region was named",
    todo: "name the one that House Band was deployed to (export AWS_REGION=eu-west-1, or us-east-1), then run the same command again",
  },
  {
    sign: /ResourceNotFoundException/,
    what: "what it needs is not in this account and region",
    todo: "see that AWS_PROFILE and AWS_REGION are those that House Band was deployed with (npm run deploy), then run the same command again",
  },
];

const OF_ALEXA: readonly Known[] = [
  {
    sign: /cli_config|CliFileNotFoundError|Cannot resolve profile|Profile .* (not|does not)|please run .?ask configure/i,
    what: "nobody is signed in to an Amazon developer account here",
    todo: "run npx --yes --package=ask-cli@2.30.7 --package=antlr4ts@0.5.0-alpha.4 -- ask configure (AWS may be skipped there), then run the same command again",
  },
  {
    sign: /invalid_grant|refresh token|"?statusCode"?: ?401|status code 401|Unauthorized/i,
    what: "Amazon does not take this sign-in any more",
    todo: "run ask configure again (docs/deploy.md says how), then run the same command again",
  },
  {
    sign: /"?statusCode"?: ?403|status code 403|not authorized to access/i,
    what: "this developer account may not do that",
    todo: "sign in as the owner of the skill (ask configure), then run the same command again",
  },
  {
    sign: /trigger setting|Lambda ARN|INVALID_LAMBDA|lambda.*(permission|trigger)/i,
    what: "Alexa is not let in by the function yet",
    todo: "this passes when a permission is some seconds old: run the same command again",
  },
  {
    sign: /interaction ?model|INVALID_MODEL|Build.*fail/i,
    what: "Alexa could not build the interaction model",
    todo: "what Alexa says above names the sample or slot: change it in skill-package/model, npm run model -w skill-package, then run the same command again",
  },
];

/** How much of a tool's last words is worth showing. */
const LAST_LINES = 6;

/** Words of a tool that failed, or an error's name and message. */
export function explain(of: "aws" | "alexa", doing: string, said: string): Trouble {
  const known = [...(of === "aws" ? OF_AWS : OF_ALEXA), ...ANY_TOOL].find(({ sign }) => sign.test(said));
  const words = lastLines(said);
  const what = known ? `${doing}: ${known.what}` : `${doing} failed`;
  return {
    what: words === "" ? what : `${what} (${words})`,
    todo: known?.todo ?? `${AGAIN}. If it fails alike, docs/deploy.md says where to look`,
  };
}

function lastLines(said: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^at /.test(line));
  return lines.slice(-LAST_LINES).join(" / ");
}
