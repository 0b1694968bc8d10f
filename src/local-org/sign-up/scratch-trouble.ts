/** What a request for a scratch org asks that the sign-up has to make sure of. */
export interface ScratchWish {
  readonly username: string | null;
  readonly adminEmail: string;
  readonly country: string | null;
  readonly namespace: string | null;
  readonly sourceOrg: string | null;
  readonly snapshot: string | null;
  readonly template: string | null;
}

interface Known {
  usernameTaken(username: string): boolean;
  namespaceLinked(namespace: string): boolean;
}

const isPresent = (text: string | null): text is string => text !== null && text !== '';

const mailForm =
  /^[\w+'%-]+(?:\.[\w+'%-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}$/i;
const namespaceForm = /^[a-z](?:_?[a-z0-9])*$/i;

const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
/** Codes of regions that are no countries. */
const noCountries: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !noCountries.has(code) && countries.of(code) !== undefined;

/** Error codes, in the order in which a sign-up looks for trouble. No org has shapes, snapshots or templates here. */
const troubles: readonly (readonly [code: string, has: (wish: ScratchWish, known: Known) => boolean])[] = [
  ['SH-0002', ({ sourceOrg }) => isPresent(sourceOrg)],
  ['T-0002', ({ snapshot, template }) => isPresent(snapshot) || isPresent(template)],
  ['S-1006', ({ adminEmail }) => !mailForm.test(adminEmail)],
  ['S-2006', ({ country }) => isPresent(country) && !isCountry(country)],
  ['S-1026', ({ namespace }) => isPresent(namespace) && (!namespaceForm.test(namespace) || namespace.length > 15)],
  ['S-1017', ({ namespace }, { namespaceLinked }) => isPresent(namespace) && !namespaceLinked(namespace)],
  ['C-1007', ({ username }, { usernameTaken }) => isPresent(username) && usernameTaken(username)],
];

/**
 * The code by which a sign-up says why it came to nothing. Which of two it names first is believed.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_error_codes.htm
 */
export function scratchTrouble(wish: ScratchWish, known: Known): string | undefined {
  return troubles.find(([, has]) => has(wish, known))?.[0];
}
