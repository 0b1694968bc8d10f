import { type Digest, digestOf } from '../../src/local-heap/look/digest.ts';
import { propertyName } from '../../src/properties/property-name.ts';

/** The fields that are pulled, beside Id, key, account and stamp: the value of each for contact `n`. */
const VALUES: Readonly<Record<string, (n: number, turn: number) => string | number | boolean>> = {
  FirstName: (n) => ['Ada', 'Grace', 'Edsger', 'Barbara', 'Jürgen'][n % 5]!,
  LastName: (n) => `Person ${n}`,
  Title: (n, turn) =>
    `${['Director', 'Engineer', 'Head of Sales', 'Analyst'][n % 4]} ${turn === 0 ? 'I' : `I+${turn}`}`,
  Department: (n) => `Department ${n % 97}`,
  Phone: (n) => `+49 30 ${1_000_000 + n}`,
  MailingCity: (n) => ['Berlin', 'San José', 'Lyon', 'Kraków'][n % 4]!,
  LeadSource: (n) => ['Web', 'Phone Inquiry', 'Partner Referral', 'Other'][n % 4]!,
  Tier__c: (n) => ['Free', 'Growth', 'Pro'][n % 3]!,
  Birthdate: (n) => dayOf(n % 15_000),
  Renewal__c: (n, turn) => dayOf(20_000 + turn + (n % 700)),
  Met_At__c: (n) => new Date(1_700_000_000_000 + n * 1000).toISOString(),
  DoNotCall: (n) => n % 9 === 0,
  Beta__c: (n) => n % 2 === 0,
  Score__c: (n, turn) => (n + turn) % 1000,
  Spend__c: (n) => (n % 100_000) + 0.25,
};

export const FIELDS = Object.keys(VALUES);

/** What the org does not have of itself: the inside of each `fields` element. */
export const CUSTOM: Readonly<Record<string, string>> = {
  Tier__c: `<type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted>${['Free', 'Growth', 'Pro']
    .map((name) => `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`)
    .join('')}</valueSetDefinition></valueSet>`,
  Renewal__c: '<type>Date</type>',
  Met_At__c: '<type>DateTime</type>',
  Beta__c: '<type>Checkbox</type><defaultValue>false</defaultValue>',
  Score__c: '<type>Number</type><precision>6</precision><scale>0</scale>',
  Spend__c: '<type>Number</type><precision>12</precision><scale>2</scale>',
};

export const addressOf = (n: number) => `p${n}@acme.example`;

/** The account of a contact; each has twenty. */
export const accountId = (n: number) => `001${String(Math.floor(n / 20)).padStart(12, '0')}AAA`;

export function contactRow(n: number, turn = 0): Readonly<Record<string, unknown>> {
  return Object.fromEntries(FIELDS.map((field) => [field, VALUES[field]!(n, turn)]));
}

function dayOf(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** What a Heap shall hold that was told of so many contacts, each as it is in a turn. */
export function expectedDigest(count: number, turnOf: (n: number) => number): Digest {
  function* users() {
    for (let n = 0; n < count; n++) {
      const properties = Object.entries(contactRow(n, turnOf(n))).map(([field, value]) => [
        propertyName('contact', field),
        typeof value === 'boolean' ? String(value) : value,
      ]);
      yield {
        identity: addressOf(n),
        properties: { account_id: accountId(n), ...Object.fromEntries(properties) },
      };
    }
  }
  return digestOf(users());
}
