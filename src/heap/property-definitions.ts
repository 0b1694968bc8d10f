/** What Heap says of a property beside its values. */
export interface PropertyDefinition {
  readonly name: string;
  /** The table whose column it is, where that is told. */
  readonly table?: string;
  readonly displayName?: string;
  readonly type?: string;
}

/**
 * Reads `property_definitions.json`. Heap does not document its shape: entries stand in an array, or under the names
 * of tables, properties or both. What is not recognised is left out, for nothing depends on it but labels.
 */
export async function readPropertyDefinitions(text: () => Promise<string>): Promise<readonly PropertyDefinition[]> {
  try {
    return definitionsIn(JSON.parse(await text()));
  } catch {
    return [];
  }
}

type Json = Readonly<Record<string, unknown>>;

function definitionsIn(value: unknown, table?: string, name?: string): PropertyDefinition[] {
  if (Array.isArray(value)) return value.flatMap((entry) => definitionsIn(entry, table));
  if (!isObject(value)) return [];
  const own = text(value, 'name') ?? text(value, 'property_name') ?? text(value, 'column_name');
  const described = text(value, 'display_name') ?? text(value, 'type');
  if (own !== undefined || (name !== undefined && described !== undefined)) {
    const displayName = text(value, 'display_name');
    const type = text(value, 'type');
    const inTable = text(value, 'table') ?? text(value, 'table_name') ?? table;
    return [
      {
        name: own ?? name ?? '',
        ...(inTable === undefined ? {} : { table: inTable }),
        ...(displayName === undefined ? {} : { displayName }),
        ...(type === undefined ? {} : { type }),
      },
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) => definitionsIn(inner, name ?? table, key));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function text(entry: Json, key: string): string | undefined {
  const value = entry[key];
  return typeof value === 'string' ? value : undefined;
}
