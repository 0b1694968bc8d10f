import { filePropertiesOf } from '../../../engine/metadata/file-properties.ts';
import { handlerOf } from '../../../engine/metadata/registry.ts';
import type { Asking, TypeName } from '../../../engine/metadata/types.ts';
import type { Xml, XmlValue } from '../../../engine/metadata/xml.ts';
import { splitNamespace } from '../../../engine/packages/namespace.ts';
import { isObject } from '../route.ts';

/** The metadata types whose components Tooling handles as rows; other types have rows in the data API. */
const asRows: ReadonlySet<string> = new Set([
  'CompactLayout',
  'CustomApplication',
  'CustomField',
  'CustomTab',
  'GlobalValueSet',
  'Layout',
  'ValidationRule',
]);

/** The type as it is spelled, when Tooling has rows of it here. */
export function toolingType(name: string): TypeName | undefined {
  const type = [...asRows].find((one) => one.toLowerCase() === name.toLowerCase());
  return type === undefined ? undefined : handlerOf(type)?.type;
}

/** The full name of the component with this Id. */
export function fullNameOf(asking: Asking, type: TypeName, id: string): string | undefined {
  const names = handlerOf(type)?.names(asking) ?? [];
  return names.find((name) => filePropertiesOf(asking, type, name, '').id.slice(0, 15) === id.slice(0, 15));
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm */
export function toolingRow(
  asking: Asking,
  type: TypeName,
  fullName: string,
  apiVersion: string,
): Record<string, unknown> {
  const facts = filePropertiesOf(asking, type, fullName, '');
  const { name } = splitNamespace(fullName.slice(fullName.indexOf('.') + 1));
  const parent = fullName.includes('.') ? fullName.slice(0, fullName.indexOf('.')) : undefined;
  return {
    attributes: { type, url: `/services/data/v${apiVersion}/tooling/sobjects/${type}/${facts.id}` },
    Id: facts.id,
    ...(parent === undefined
      ? {}
      : type === 'CustomField'
        ? { TableEnumOrId: tableOf(asking, parent) }
        : { EntityDefinitionId: parent }),
    DeveloperName: name.replace(/__c$/, ''),
    NamespacePrefix: facts.namespacePrefix ?? null,
    ManageableState: facts.manageableState,
    CreatedDate: facts.createdDate.replace('Z', '+0000'),
    CreatedById: facts.createdById,
    LastModifiedDate: facts.lastModifiedDate.replace('Z', '+0000'),
    LastModifiedById: facts.lastModifiedById,
    FullName: fullName,
    Metadata: jsonOf(handlerOf(type)?.read(asking, fullName) ?? {}),
  };
}

/** A standard object's name, or a custom one's Id. */
export function tableOf(asking: Asking, object: string): string {
  const id = object.endsWith('__c') ? filePropertiesOf(asking, 'CustomObject', object, '').id : '';
  return id === '' ? object : id;
}

/** Metadata as JSON says it, in the form of its files: what is null is left out. */
export function xmlOfJson(value: Readonly<Record<string, unknown>>): Xml {
  const entries = Object.entries(value).map(([name, one]) => {
    const values = (Array.isArray(one) ? one : [one]).filter((each) => each !== null && each !== undefined);
    return [name, values.map((each): XmlValue => (isObject(each) ? xmlOfJson(each) : String(each)))] as const;
  });
  return Object.fromEntries(entries.filter(([, values]) => values.length > 0));
}

/** Elements of which a component may have several; they are lists even when there is one. */
const lists: ReadonlySet<string> = new Set([
  'columns',
  'fields',
  'filters',
  'layoutColumns',
  'layoutItems',
  'layoutSections',
  'tabs',
  'value',
  'valueSettings',
]);
const numbers: ReadonlySet<string> = new Set([
  'length',
  'precision',
  'scale',
  'visibleLines',
  'startingNumber',
  'relationshipOrder',
]);

function jsonOf(content: Xml): Readonly<Record<string, unknown>> {
  const entries = Object.entries(content).map(([name, values]) => {
    const plain = values.map((value) => (typeof value === 'string' ? scalar(name, value) : jsonOf(value)));
    return [name, lists.has(name) || plain.length > 1 ? plain : plain[0]] as const;
  });
  return Object.fromEntries(entries);
}

function scalar(name: string, text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return numbers.has(name) && text !== '' ? Number(text) : text;
}
