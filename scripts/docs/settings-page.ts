import { jsonSchema } from '../../src/config/schema.ts';
import { table } from './markdown.ts';

/** What of JSON Schema the schema of heap.config.yaml uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
}

/** Every setting, from the schema that heap.config.yaml is checked against. */
export function settingsPage(): string {
  const schema: Schema = JSON.parse(jsonSchema());
  const sections = Object.entries(schema.properties ?? {});
  return `# Settings

Made by \`node scripts/make-reference.ts\` from the schema that \`heap.config.yaml\` is checked against; editors complete the file by the same one. A key that
is not here is refused, with its line, and what it may have been meant to be. Secrets never stand in the file.

${sections.map(([name, section]) => sectionOf(name, section, schema.required?.includes(name) ?? false)).join('\n\n')}
`;
}

function sectionOf(name: string, schema: Schema, required: boolean): string {
  const rows = rowsOf(name, schema);
  const head = [`## ${name}`, ...(schema.description === undefined ? [] : [schema.description])];
  if (required) head.push('Required.');
  const inner = rows.filter(([key]) => key !== `\`${name}\``);
  return [...head, inner.length === 0 ? valuesLine(schema) : table(['setting', 'values', 'meaning'], inner)].join(
    '\n\n',
  );
}

const valuesLine = (schema: Schema): string => `Values: ${valuesOf(schema)}.`;

/** One row for each key below, however deep; a choice of shapes is one after the other. */
function rowsOf(path: string, schema: Schema): readonly (readonly string[])[] {
  const own = [`\`${path}\``, valuesOf(schema), meaningOf(schema)];
  const below = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => rowsOf(`${path}.${name}`, inner)),
    ...(typeof schema.additionalProperties === 'object' ? rowsOf(`${path}.NAME`, schema.additionalProperties) : []),
    ...(schema.items === undefined ? [] : keyed(`${path}[]`, schema.items)),
    ...alternatives(schema).flatMap((one) => keyed(path, one)),
  ];
  return unique([own, ...below]);
}

/** Rows of what lies below a shape that has no key of its own. */
const keyed = (path: string, schema: Schema) => rowsOf(path, schema).slice(1);

const alternatives = ({ anyOf, oneOf }: Schema): readonly Schema[] => anyOf ?? oneOf ?? [];

function unique(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: '`true`, `false`',
};

function meaningOf({ description = '', examples }: Schema): string {
  const shown = examples?.map((example) => `\`${typeof example === 'string' ? example : JSON.stringify(example)}\``);
  return [description, ...(shown === undefined ? [] : [`As ${shown.join(', ')}.`])].join(' ').trim();
}

function valuesOf(schema: Schema): string {
  const known = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  // A null and the word for it look alike in YAML.
  if (known !== undefined) return [...new Set(known.map((value) => `\`${String(value)}\``))].join(', ');
  const either = alternatives(schema);
  if (either.length > 0) return [...new Set(either.map(valuesOf))].join(' or ');
  if (schema.items !== undefined) return `list of ${valuesOf(schema.items)}`;
  if (schema.type === 'object') return schema.properties === undefined ? 'by name' : 'keys below';
  return [schema.type ?? []]
    .flat()
    .map((type) => typeNames[type] ?? type)
    .join(' or ');
}
