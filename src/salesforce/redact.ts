import { inspect } from 'node:util';

/** What a secret of Salesforce looks like in a text: access tokens (opaque and JWT), sessions, codes and keys of a login. */
const secrets: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/00D\w{12,15}![.\w]+/g, '(token)'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g, '(token)'],
  [/(\bBearer\s+)[^\s"'<>]+/gi, '$1(token)'],
  [/(<(?:\w+:)?sessionId>)[^<]*/gi, '$1(token)'],
  [/\b5Aep[\w.]{20,}/g, '(token)'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '(key)'],
  [
    /("?\b(?:access_?token|refresh_?token|client_?secret|code_verifier|assertion|password|sid|otp)\b"?\s*[=:]\s*"?)[^\s"'&,}<]+/gi,
    '$1(secret)',
  ],
  [/(force:\/\/)[^@\s]+@/g, '$1(secret)@'],
];

/** A text without its secrets. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

/** The error itself when nothing in it is secret; else one that tells its name and message without the secret. */
export function withoutSecrets(error: unknown): unknown {
  const whole = inspect(error, { depth: 8, showHidden: true, maxStringLength: null, maxArrayLength: null });
  if (redact(whole) === whole) return error;
  const plain = new Error(redact(error instanceof Error ? error.message : String(error)));
  if (error instanceof Error) plain.name = error.name;
  return plain;
}
