// How the data plane says no: AWS's exception names with their status, and the body its SDK reads.
// @see @aws-sdk/client-iot-data-plane "IoTDataPlaneServiceException"
import type { ShadowError } from "./shadow-request.ts";

const STATUS = {
  ConflictException: 409,
  ForbiddenException: 403,
  GatewayTimeoutException: 504,
  InternalFailureException: 500,
  InvalidRequestException: 400,
  MethodNotAllowedException: 405,
  RequestEntityTooLargeException: 413,
  ResourceNotFoundException: 404,
  ThrottlingException: 429,
  UnauthorizedException: 401,
  UnsupportedDocumentEncodingException: 415,
} as const;

export type ErrorName = keyof typeof STATUS;

export type Answer =
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "failure"; readonly name: ErrorName; readonly message: string };

/** A success with this body. */
export const json = (body: unknown): Answer => ({ kind: "json", body });
/** An exception of the service, by its name. */
export const failure = (name: ErrorName, message: string): Answer => ({ kind: "failure", name, message });
/** The HTTP status that an exception travels with. */
export const statusOf = (name: ErrorName): number => STATUS[name];

const SHADOW_ERRORS = {
  400: "InvalidRequestException",
  401: "UnauthorizedException",
  403: "ForbiddenException",
  404: "ResourceNotFoundException",
  409: "ConflictException",
  413: "RequestEntityTooLargeException",
  415: "UnsupportedDocumentEncodingException",
  429: "ThrottlingException",
  500: "InternalFailureException",
} as const satisfies Record<ShadowError["code"], ErrorName>;

/** A shadow's error as REST tells it. */
export const shadowFailure = ({ code, message }: ShadowError): Answer => failure(SHADOW_ERRORS[code], message);
