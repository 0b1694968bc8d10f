/** What a secret looks like wherever it turns up: session ids, bearer and JSON web tokens, passwords in addresses. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b00D[0-9A-Za-z]{12,15}![\w.\-+/=]+/g, '[session id]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b5Aep[\w.-]{20,}/g, '[refresh token]'],
  [/\b(Bearer|OAuth|Basic)\s+[\w.\-+/=!~]{8,}/gi, '$1 [token]'],
  [/\bforce:\/\/\S+/g, 'force://[secret]'],
  // In JSON an address ends at its quotation mark; a mark within a password is written with a percent sign.
  [/(:\/\/[^\s/:@"]+:)[^\s/@"]+@/g, '$1[password]@'],
  [
    /((?:access_?token|refresh_?token|client_?secret|password|assertion|private_?key)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
    '$1[secret]',
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
];

/** A text of which nobody knows what it holds, made fit to be shown. */
export function redact(text: string): string {
  return SECRETS.reduce((shown, [secret, word]) => shown.replace(secret, word), text);
}
