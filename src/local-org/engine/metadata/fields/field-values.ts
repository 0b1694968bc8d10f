import { parseFormula, type ReadyFormula } from '../../formula/formula.ts';
import { kindOf } from '../../formula/kinds.ts';
import { FormulaProblem } from '../../formula/problem.ts';
import type { FieldDef, FieldType, ObjectDef } from '../../types.ts';
import { MetadataProblem } from '../types.ts';
import { flagOf, nodesOf, textOf, textsOf, type Xml } from '../xml.ts';
import { need, refused } from './field-elements.ts';
import type { FieldSurroundings } from './field-xml.ts';

export type Picklist = NonNullable<FieldDef['picklist']>;

/** The values that a picklist offers, and the one that new rows get. */
export interface ValueSet {
  readonly picklist: Picklist;
  readonly defaultValue?: string;
}

/** Reads `value` elements of a field, or `customValue` elements of a global value set; those that are inactive are left out. */
export function valuesOf(
  nodes: readonly Xml[],
): Pick<Picklist, 'values' | 'labels'> & { readonly defaultValue?: string } {
  const active = nodes.filter((node) => flagOf(node, 'isActive') !== false);
  const values = active.map((node) => need(textOf(node, 'fullName'), 'fullName'));
  const labels = Object.fromEntries(
    active.flatMap((node) => {
      const [value, label] = [textOf(node, 'fullName'), textOf(node, 'label')];
      return value !== undefined && label !== undefined && label !== value ? [[value, label]] : [];
    }),
  );
  const defaults = active.filter((node) => flagOf(node, 'default') === true);
  if (defaults.length > 1) throw refused('Only one picklist value can be the default');
  const start = defaults[0] && textOf(defaults[0], 'fullName');
  return {
    values,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(start === undefined ? {} : { defaultValue: start }),
  };
}

/**
 * A picklist's own values, or those of a global value set, which are always restricted.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm (ValueSet)
 */
export function valueSetOf(
  content: Xml,
  { object, globalSet }: Pick<FieldSurroundings, 'object' | 'globalSet'>,
): ValueSet {
  const valueSet = nodesOf(content, 'valueSet')[0] ?? {};
  const dependence = controllerOf(valueSet, object);
  const name = textOf(valueSet, 'valueSetName');
  if (name !== undefined) {
    const found = globalSet(name);
    if (found === undefined) {
      throw new MetadataProblem(
        'INVALID_CROSS_REFERENCE_KEY',
        `In field: valueSetName - no GlobalValueSet named ${name} found`,
      );
    }
    const { defaultValue, ...values } = valuesOf(nodesOf(found, 'customValue'));
    return {
      picklist: { restricted: true, ...values, globalSet: name, ...dependence },
      ...(defaultValue === undefined ? {} : { defaultValue }),
    };
  }
  const { defaultValue, ...values } = valuesOf(nodesOf(nodesOf(valueSet, 'valueSetDefinition')[0] ?? {}, 'value'));
  if (values.values.length === 0) throw refused('Picklist value set must have at least one value');
  return {
    picklist: { restricted: flagOf(valueSet, 'restricted') ?? false, ...values, ...dependence },
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

/** The field that a dependent picklist goes by. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_field_types.htm (ValueSettings) */
function controllerOf(valueSet: Xml, object: ObjectDef): Pick<Picklist, 'controller'> {
  const name = textOf(valueSet, 'controllingField');
  if (name === undefined) return {};
  const field = object.fields.get(name.toLowerCase());
  if (field === undefined)
    throw refused(`In field: controllingField - no CustomField named ${object.name}.${name} found`);
  if (field.type !== 'picklist' && field.type !== 'boolean') {
    throw refused(`The field ${field.name} cannot control a picklist: it is neither a picklist nor a checkbox`);
  }
  const offers = nodesOf(valueSet, 'valueSettings').map(
    (setting) => [need(textOf(setting, 'valueName'), 'valueName'), textsOf(setting, 'controllingFieldValue')] as const,
  );
  return { controller: { field: field.name, offers: Object.fromEntries(offers) } };
}

/** Whatever is not the same for every row, or at every moment. */
const changing = /\b(?:NOW|TODAY|TIMENOW)\s*\(/i;

/**
 * The value that a field starts with. Defaults are formulas; one that always gives the same is kept as its value.
 * https://help.salesforce.com/s/articleView?id=platform.fields_default_field_values.htm
 */
export function defaultOf(
  type: FieldType,
  text: string | undefined,
): Pick<FieldDef, 'defaultValue' | 'defaultFormula'> {
  if (text === undefined) return {};
  if (type === 'boolean') return { defaultValue: text.trim().toLowerCase() === 'true' };
  const ready = readyDefault(text);
  const expected = type === 'picklist' || type === 'multipicklist' ? 'Text' : kindOf(type);
  if (ready.kind !== expected && ready.kind !== 'Blank') {
    throw refused(
      `Error: Formula result is data type (${ready.kind}), incompatible with expected data type (${expected}).`,
    );
  }
  if (changing.test(text) || (expected !== 'Number' && expected !== 'Text')) return { defaultFormula: text };
  const result = ready.evaluate(() => null, { now: new Date(0) });
  if (result.status === 'error') throw refused(`Error: ${result.message}`);
  return { defaultValue: result.value };
}

function readyDefault(text: string): ReadyFormula {
  try {
    const formula = parseFormula(text);
    const other = formula.paths.find((path) => path.startsWith('$'));
    if (other !== undefined) throw refused(`Defaults that name ${other} are not available for this organization`);
    return formula.over(() => undefined);
  } catch (problem) {
    if (problem instanceof FormulaProblem) throw refused(`Error: ${problem.message}`);
    throw problem;
  }
}
