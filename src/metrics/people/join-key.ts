/** How the two sides of a join key are made comparable. */
export type KeyKind = 'email' | 'id' | 'number' | 'exact';

/**
 * What kind of key it is, by the Heap property's name and by what describe says of the Salesforce field: `email`, `id`,
 * `reference`, `double`, `string`, …
 */
export function keyKind(heapProperty: string, salesforceType: string): KeyKind {
  const type = salesforceType.toLowerCase();
  if (type === 'email' || heapProperty.toLowerCase() === 'email') return 'email';
  if (type === 'id' || type === 'reference') return 'id';
  return ['double', 'int', 'currency', 'percent'].includes(type) ? 'number' : 'exact';
}

/**
 * A column as its comparable key; an empty one is none, and comes as NULL.
 *
 * E-mail addresses lose case and surrounding blanks. Salesforce Ids of 15 characters get the three that follow from
 * them, and keep their case: two Ids may differ in nothing else. Numbers are one however they are written. All other
 * keys stay as they are.
 */
export function keySql(kind: KeyKind, column: string): string {
  return KEYS[kind](textSql(column));
}

/** Two keys that differ in nothing but case and blanks have the same loose key: near, but not the same. */
export function looseKeySql(key: string): string {
  return `lower(regexp_replace(${key}, '[\\s\\x{00A0}\\x{200B}\\x{FEFF}]+', '', 'g'))`;
}

const KEYS: Readonly<Record<KeyKind, (text: string) => string>> = {
  email: (text) => `nullif(lower(trim(${text})), '')`,
  id: (text) => `CASE length(trim(${text}))
    WHEN 15 THEN trim(${text}) || ${checksumSql(`trim(${text})`)}
    WHEN 18 THEN left(trim(${text}), 15) || upper(right(trim(${text}), 3))
    ELSE nullif(trim(${text}), '') END`,
  number: (text) => `coalesce(CAST(TRY_CAST(${text} AS DECIMAL(38, 6)) AS VARCHAR), nullif(${text}, ''))`,
  exact: (text) => `nullif(${text}, '')`,
};

/** Heap may hold a customer number as a floating-point number: it is 42 then, and not 42.0. */
function textSql(column: string): string {
  const text = `CAST(${column} AS VARCHAR)`;
  return `(CASE WHEN typeof(${column}) IN ('DOUBLE', 'FLOAT') THEN regexp_replace(${text}, '\\.0$', '') ELSE ${text} END)`;
}

/**
 * The last three characters of an 18-character Id: each tells which of five letters are capitals.
 * https://help.salesforce.com/s/articleView?id=000385585
 */
function checksumSql(id15: string): string {
  return [0, 5, 10]
    .map((from) => {
      const bits = [0, 1, 2, 3, 4].map(
        (place) => `${2 ** place} * CAST(substr(${id15}, ${from + place + 1}, 1) BETWEEN 'A' AND 'Z' AS INTEGER)`,
      );
      return `substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + ${bits.join(' + ')}, 1)`;
    })
    .join(' || ');
}
