import type { FieldDef, ObjectDef } from '../../types.ts';
import { dropRecord, recordOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { fieldFromXml, fieldToXml } from '../field-xml.ts';
import { type Asking, type MetadataHandler, MetadataProblem } from '../types.ts';

const idPrefix = '00N';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
export const customField: MetadataHandler = {
  type: 'CustomField',
  directory: 'objects',
  suffix: 'object',
  parent: { type: 'CustomObject', element: 'fields' },
  idPrefix,
  elements: elements.CustomField,
  neededToChange: ['CustomizeApplication'],
  neededToRead: [],

  names: ({ engine }) =>
    engine.schema.objects().flatMap((object) => customFields(object).map(({ name }) => `${object.name}.${name}`)),

  find(asking, fullName) {
    const found = lookUp(asking, fullName);
    return found && `${found.object.name}.${found.field.name}`;
  },

  read(asking, fullName) {
    const found = lookUp(asking, fullName);
    if (found === undefined) return undefined;
    return fieldToXml(found.field, recordOf(asking, 'CustomField', fullName)?.content ?? {});
  },

  put(putting, fullName, content) {
    const [objectName, fieldName] = split(fullName);
    const object = putting.engine.schema.object(objectName);
    if (object === undefined) {
      throw new MetadataProblem(
        'INVALID_CROSS_REFERENCE_KEY',
        `In field: fullName - no CustomObject named ${objectName} found`,
      );
    }
    const present = putting.engine.schema.field(objectName, fieldName);
    if (!/__c$/i.test(fieldName)) return putStandard(present, fullName);
    const merged = present === undefined ? content : { ...this.read(putting, fullName), ...content };
    const { engine } = putting;
    const def = fieldFromXml(present?.name ?? fieldName, merged, {
      object,
      objectNamed: (name) => engine.schema.object(name),
    });
    engine.schema.putField(object.name, def);
    const { fullName: _, ...kept } = merged;
    saveContent(putting, 'CustomField', idPrefix, `${object.name}.${def.name}`, kept);
  },

  drop(asking, fullName) {
    const found = lookUp(asking, fullName)!;
    asking.engine.schema.dropField(found.object.name, found.field.name);
    dropRecord(asking, 'CustomField', fullName);
  },
};

const customFields = (object: ObjectDef): readonly FieldDef[] =>
  [...object.fields.values()].filter((field) => field.custom && !field.nameField);

function lookUp(
  { engine }: Asking,
  fullName: string,
): { readonly object: ObjectDef; readonly field: FieldDef } | undefined {
  const [objectName, fieldName] = split(fullName);
  const object = engine.schema.object(objectName);
  const field = object && engine.schema.field(objectName, fieldName);
  return object && field?.custom ? { object, field } : undefined;
}

function split(fullName: string): [object: string, field: string] {
  const dot = fullName.indexOf('.');
  if (dot < 1 || dot === fullName.length - 1) {
    throw new MetadataProblem('INVALID_FULL_NAME', `Invalid fullName: ${fullName}`);
  }
  return [fullName.slice(0, dot), fullName.slice(dot + 1)];
}

/** Standard fields come along in an object's file; they stay as the platform has them. */
function putStandard(present: FieldDef | undefined, fullName: string): void {
  if (present !== undefined) return;
  throw new MetadataProblem(
    'INVALID_CROSS_REFERENCE_KEY',
    `In field: fullName - no CustomField named ${fullName} found`,
  );
}
