// How people link an account, where they do: what the voice function has to know of it, and, with Cognito, the user pool
// itself. Login with Amazon needs nothing here but the client's id.
import { Aws, CfnOutput, Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AccountRecovery,
  type CfnUserPoolClient,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClientIdentityProvider,
} from "aws-cdk-lib/aws-cognito";
import type { Construct } from "constructs";
import type { Settings } from "./settings.ts";

/** Environment of the voice function: nothing in it is a secret. */
export function createLinking(scope: Construct, settings: Settings): Readonly<Record<string, string>> {
  const { accountLinking, linkingClientId = "", alexaVendorId = "" } = settings;
  if (accountLinking === "none") return {};
  if (accountLinking === "amazon") {
    return { HOUSE_BAND_LINKING: "amazon", HOUSE_BAND_LINKING_CLIENT: linkingClientId };
  }
  const pool = createUserPool(scope);
  const client = pool.addClient("AlexaClient", {
    generateSecret: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: alexaRedirectUrls(alexaVendorId),
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    // Alexa holds it for as long as the account is linked: a shorter one would unlink everybody now and then
    refreshTokenValidity: Duration.days(3_650),
  });
  // by the sign-in page alone: without this, anybody could try passwords by the API
  (client.node.defaultChild as CfnUserPoolClient).explicitAuthFlows = ["ALLOW_REFRESH_TOKEN_AUTH"]; // what an L2 client is made of
  const domain = pool.addDomain("SignIn", { cognitoDomain: { domainPrefix: `house-band-${Aws.ACCOUNT_ID}` } });
  new CfnOutput(scope, "UserPoolId", { value: pool.userPoolId });
  new CfnOutput(scope, "LinkingClientId", { value: client.userPoolClientId });
  new CfnOutput(scope, "SignInUrl", { value: domain.baseUrl() });
  return {
    HOUSE_BAND_LINKING: "cognito",
    HOUSE_BAND_LINKING_CLIENT: client.userPoolClientId,
    HOUSE_BAND_USER_POOL: pool.userPoolId,
  };
}

/** Where Alexa takes people back to, by marketplace. @see Alexa "Configure an Authorization Code Grant", redirect URLs */
export const alexaRedirectUrls = (vendorId: string): string[] =>
  ["pitangui.amazon.com", "layla.amazon.com", "alexa.amazon.co.jp"].map(
    (host) => `https://${host}/api/skill/link/${vendorId}`,
  );

/** Nobody signs himself up: whoever owns the account makes the users. The pool outlives the stack, as the table does. */
function createUserPool(scope: Construct): UserPool {
  const pool = new UserPool(scope, "People", {
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(7),
    },
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    featurePlan: FeaturePlan.ESSENTIALS,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const reasons = {
    "AwsSolutions-COG2":
      "Signing in lets somebody play music in a home that he was let into at the bridge. Who wants a second factor has one.",
    "AwsSolutions-COG3":
      "Threat protection takes the Plus plan, which is paid by the user. Nobody can sign up here, and each user is made by hand.",
    "AwsSolutions-COG8":
      "The Plus plan is paid by the user, and brings what a household's pool of users made by hand does not need.",
  };
  for (const [id, reason] of Object.entries(reasons)) Validations.of(pool).acknowledge({ id, reason });
  return pool;
}
