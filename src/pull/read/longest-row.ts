import type { Property } from '../../properties/property.ts';

/**
 * The most characters of a long text area, formatted or not, and of whatever else can be sent: a multi-select picklist has 4,099, a
 * formula 3,900. https://help.salesforce.com/s/articleView?id=platform.custom_field_types.htm
 */
const LONG_TEXT = 131_072;
const OTHER = 4_100;
/** Of a character, in UTF-8. */
const BYTES = 4;
/** Columns of our own. */
const OWN = 8;

/** The most bytes of a row of an object that a bulk query gives. */
export function longestRow(properties: readonly Property[]): number {
  const texts = properties.map(({ type }) => (type === 'textarea' ? LONG_TEXT : OTHER));
  return BYTES * texts.reduce((sum, one) => sum + one, OWN * OTHER);
}
