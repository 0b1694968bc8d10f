/** Columns of users that Heap itself fills. https://help.heap.io/heap-connect/heap-connect-guide/data-schema */
export const builtInColumns = ['user_id', 'identity', 'handle', 'email', 'joindate', 'last_modified'] as const;

/**
 * The column of each property: its name in snake case, without what is neither letter nor digit. So Heap names the
 * tables of events; that it names columns alike, and gives the later of two that would be one a number, is believed.
 */
export function columnNames(properties: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>(builtInColumns);
  const names = new Map<string, string>();
  for (const property of properties) {
    const plain = snakeCase(property);
    let column = plain;
    for (let number = 2; taken.has(column); number++) column = `${plain}_${number}`;
    taken.add(column);
    names.set(property, column);
  }
  return names;
}

/** A name that Avro allows: letters without marks, digits and `_`, no digit first. */
function snakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (words === '') return 'property';
  return /^\d/.test(words) ? `_${words}` : words;
}
