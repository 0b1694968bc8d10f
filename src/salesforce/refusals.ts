import { Mistake, NamedError, Refusal } from '../base/errors.ts';
import { redact, withoutSecrets } from './redact.ts';
import { type RefusalRule, ruleFor } from './refusal-rules.ts';

/** What was being done, and where. */
export interface Attempt {
  /** Completes "Salesforce refused to". */
  readonly doing: string;
  readonly instanceUrl: string;
  readonly alias?: string | undefined;
}

/** What an org said, in its own words. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly fields?: readonly string[];
  readonly status?: number;
}

/** Codes of Node and undici that mean: somebody was there, and the line broke. */
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_BODY_TIMEOUT']);

/** Those and the ones that mean: nobody answered. */
const unreachable = new Set([
  ...brokenOff,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Whether an error means that nobody answered or the line broke, whoever threw it. */
export function isUnreachable(error: unknown): boolean {
  return networkCode(error) !== undefined;
}

/** Whether an error means that somebody was there, and the line broke. */
export function isBrokenOff(error: unknown): boolean {
  return brokenOff.has(networkCode(error) ?? '');
}

/** Any error of the client libraries or of HTTP as one of ours; an error that is none of theirs is a bug, and comes back as it is. */
export function toRefusal(error: unknown, at: Attempt): NamedError | Error {
  const chain = causes(error);
  const named = chain.find((one) => one instanceof NamedError);
  if (named instanceof NamedError) return named;
  const code = networkCode(error);
  if (code !== undefined) return nobodyAnswers(at, code, error);
  const said = chain.map(saidBy).find((one) => one !== undefined);
  if (said) return refusalFor(said, at, error);
  const rest = withoutSecrets(error);
  return rest instanceof Error ? rest : new Error(String(rest));
}

/** A refusal for what an org said. */
export function refusalFor(said: Said, at: Attempt, cause?: unknown): Refusal {
  const rule = ruleFor(said.code, said.status);
  return new Refusal({
    trouble: rule.trouble,
    code: said.code,
    fields: said.fields ?? [],
    message: redact(`Salesforce refused to ${at.doing}: ${said.message.trim()} (${said.code})`),
    actions: actionsFor(rule, at),
    facts: { instanceUrl: at.instanceUrl, advice: rule.advice },
    ...(cause === undefined ? {} : { cause: withoutSecrets(cause) }),
  });
}

function actionsFor({ advice, action, before }: RefusalRule, at: Attempt): readonly string[] {
  if (advice !== 'sign-in') return [action];
  const again =
    at.alias === undefined
      ? 'Sign in again; where the sign-in comes from environment variables, check what they hold.'
      : `Sign in again: sf org login web --alias ${at.alias} --instance-url ${at.instanceUrl}`;
  return before === undefined ? [again] : [before, again];
}

function nobodyAnswers(at: Attempt, code: string, error: unknown): Mistake {
  const isBroken = brokenOff.has(code);
  return new Mistake({
    trouble: 'unreachable',
    message: isBroken
      ? `The line to ${at.instanceUrl} broke off (${code}), so we could not ${at.doing}.`
      : `Nobody answers at ${at.instanceUrl} (${code}), so we could not ${at.doing}.`,
    actions: [
      ...(isBroken ? ['Run it again.'] : []),
      'Check the address and the network; a proxy is taken from HTTPS_PROXY and NO_PROXY.',
      'If it is the local org, start it: heap-sf org start',
    ],
    facts: { instanceUrl: at.instanceUrl, code },
    cause: withoutSecrets(error),
  });
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 10; ) {
    chain.push(one);
    one = typeof one === 'object' && 'cause' in one ? one.cause : undefined;
  }
  return chain;
}

function networkCode(error: unknown): string | undefined {
  return causes(error)
    .map((one) => (isRecord(one) ? one['code'] : undefined))
    .find((code): code is string => typeof code === 'string' && unreachable.has(code));
}

/** The org's own words in an error of the client libraries, when it is one. */
function saidBy(error: unknown): Said | undefined {
  if (!(error instanceof Error) || !isRecord(error)) return undefined;
  const entry = entryOf(error['data']);
  const code = entry?.['errorCode'] ?? entry?.['statusCode'] ?? error['errorCode'] ?? signInError(error);
  if (typeof code !== 'string') return undefined;
  const message = typeof entry?.['message'] === 'string' ? entry['message'] : error.message;
  const fields = Array.isArray(entry?.['fields']) ? entry['fields'].map(String) : [];
  return {
    // SOAP puts a namespace before the code.
    code: code.replace(/^\w+:/, ''),
    message: shorten(message),
    fields,
  };
}

/** Errors of the login libraries carry their kind as a name. */
function signInError(error: Error): string | undefined {
  const name = error.name.replaceAll(/\s/g, '');
  return /^(?:refreshtokenautherror|jwtautherrors?|invalid_grant|invalid_client|invalid_client_id|inactive_user|inactive_org)$/i.test(
    name,
  )
    ? name
    : undefined;
}

/** A body may be a page of HTML; its first words are enough. */
function shorten(message: string): string {
  const words = message.replaceAll(/\s+/g, ' ').trim();
  return words.length > 500 ? `${words.slice(0, 500)}…` : words;
}

function entryOf(data: unknown): Readonly<Record<string, unknown>> | undefined {
  const entry: unknown = Array.isArray(data) ? data[0] : data;
  return isRecord(entry) ? entry : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
