// What CDK's command line does not do: say whose account it is, and take away what a stack leaves behind.
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { IoTClient } from "@aws-sdk/client-iot";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { attempt } from "../attempt.ts";
import { errorName } from "../library-errors.ts";
import type { CloudTools } from "../ports.ts";
import { removeBridges } from "./remove-bridges.ts";

export type AwsAccount = Pick<CloudTools, "account" | "removeBridges" | "deleteTable" | "userPoolSecret">;

/** Credentials come from where the SDK looks for them. */
export function createAwsAccount(): AwsAccount {
  return {
    account: (region) =>
      attempt("looking for the AWS account", async () => {
        const client = new STSClient({ region });
        const { Account } = await client.send(new GetCallerIdentityCommand({}));
        if (Account === undefined) throw new Error("AWS names no account");
        return Account;
      }),
    removeBridges: ({ region }) =>
      attempt("taking the bridges' identities away", async () => ({
        count: await removeBridges(new IoTClient({ region }), region),
      })),
    userPoolSecret: ({ region }, { id: UserPoolId, clientId: ClientId }) =>
      attempt("reading the secret of the user pool's client", async () => {
        const client = new CognitoIdentityProviderClient({ region });
        const { UserPoolClient } = await client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
        if (UserPoolClient?.ClientSecret === undefined) throw new Error("the client has no secret");
        return UserPoolClient.ClientSecret;
      }),
    deleteTable: ({ region }, name) =>
      attempt(`deleting the table ${name}`, () => deleteTable(new DynamoDBClient({ region }), name)),
  };
}

/** Right after protection ends, AWS still changes the table, and takes no deletion. */
const TRIES = 30;
const BETWEEN_TRIES_MS = 1_000;

async function deleteTable(client: DynamoDBClient, name: string): Promise<void> {
  try {
    await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }));
    for (let tries = 1; ; tries += 1) {
      const isDone = await client.send(new DeleteTableCommand({ TableName: name })).then(
        () => true,
        (error: unknown) => {
          if (errorName(error) === "ResourceInUseException" && tries < TRIES) return false;
          throw error;
        },
      );
      if (isDone) return;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  } catch (error) {
    if (errorName(error) !== "ResourceNotFoundException") throw error;
  }
}
