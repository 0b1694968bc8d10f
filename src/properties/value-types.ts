/** How a value of a type travels. */
export type Travel =
  /** As Salesforce gives it. */
  | 'text'
  /** Its value or its label. */
  | 'picklist'
  /** Values with `;` between them, as Salesforce gives them; or their labels so. */
  | 'multipicklist'
  /** A number in JSON. */
  | 'number'
  /** As the word true or false: Heap takes texts and numbers. */
  | 'checkbox'
  /** A calendar day, `2026-03-29`. It has no zone and is never shifted. */
  | 'date'
  /** A moment in UTC, `2026-03-29T01:30:00.000Z`. */
  | 'datetime';

/**
 * Describe's types and how their values travel; those without an entry cannot be sent. Ids come from the API with 18
 * characters; an encrypted text as its reader sees it, masked; a rich text with its tags; a percentage of 12.5 % as 12.5;
 * a time as the hour of the day.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm
 */
const TRAVELS: Readonly<Record<string, Travel>> = {
  id: 'text',
  reference: 'text',
  string: 'text',
  textarea: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  encryptedstring: 'text',
  time: 'text',
  combobox: 'picklist',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  boolean: 'checkbox',
  date: 'date',
  datetime: 'datetime',
};

/** How values of this type travel; undefined when they cannot: base64, address, location, anyType, complexvalue. */
export function travelOf(type: string): Travel | undefined {
  return Object.hasOwn(TRAVELS, type) ? TRAVELS[type] : undefined;
}

/** Types that cannot be sent for certain. The Tooling API may name a type in other words than describe does. */
const NEVER: ReadonlySet<string> = new Set(['base64', 'address', 'location', 'anytype', 'complexvalue']);

/** Whether values of a type may be sent, as far as can be told before describe shows the field. */
export function canTravel(type: string): boolean {
  return travelOf(type) !== undefined || !NEVER.has(type.toLowerCase());
}
