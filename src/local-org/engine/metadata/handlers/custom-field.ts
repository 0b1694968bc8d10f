import { metadataDemands } from '../../access/demands.ts';
import { formulaNames } from '../../formula/field-at.ts';
import { namespaceOf } from '../../packages/members.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { dropRecord, recordOf, recordsOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { elementsByType } from '../fields/field-types.ts';
import { fieldFromXml, fieldToXml } from '../fields/field-xml.ts';
import { type Asking, type MetadataHandler, MetadataProblem, type Putting } from '../types.ts';
import { flagOf, textOf, type Xml, xmlOf } from '../xml.ts';

const idPrefix = '00N';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm */
export const customField: MetadataHandler = {
  type: 'CustomField',
  directory: 'objects',
  suffix: 'object',
  parent: { type: 'CustomObject', element: 'fields' },
  idPrefix,
  elements: elements.CustomField,
  neededToChange: metadataDemands.customization.change,
  neededToRead: metadataDemands.customization.read,

  names: ({ engine }) =>
    engine.schema.objects().flatMap((object) => customFields(object).map(({ name }) => `${object.name}.${name}`)),

  find(asking, fullName) {
    const found = lookUp(asking, fullName);
    return found && `${found.object.name}.${found.field.name}`;
  },

  read(asking, fullName) {
    const found = lookUp(asking, fullName);
    if (found === undefined) return undefined;
    if (!found.field.custom) return standardXml(found.field);
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
    if (!/__c$/i.test(fieldName)) return putStandard(putting, object, present, fullName, content);
    const merged = present === undefined ? content : overwritten(this.read(putting, fullName) ?? {}, content);
    const { engine } = putting;
    const namespace = present?.namespace === undefined ? namespaceOf(putting) : { namespace: present.namespace };
    const described = fieldFromXml(present?.name ?? fieldName, merged, {
      object,
      objectNamed: (name) => engine.schema.object(name),
      globalSet: (name) => recordOf(putting, 'GlobalValueSet', name)?.content,
    });
    const def = { ...described, ...namespace };
    engine.schema.putField(object.name, def);
    const { fullName: _, ...kept } = merged;
    saveContent(putting, 'CustomField', idPrefix, `${object.name}.${def.name}`, kept);
  },

  drop(asking, fullName) {
    const found = lookUp(asking, fullName)!;
    if (!found.field.custom) {
      throw new MetadataProblem('INSUFFICIENT_ACCESS_OR_READONLY', `Cannot delete standard field: ${fullName}`);
    }
    checkRules(asking, found.object, found.field);
    asking.engine.schema.dropField(found.object.name, found.field.name, { purge: asking.purges === true });
    dropRecord(asking, 'CustomField', fullName);
  },
};

/** A field that a validation rule names stays while the rule does. */
function checkRules(asking: Asking, object: ObjectDef, field: FieldDef): void {
  const { schema } = asking.engine;
  const user = recordsOf(asking, 'ValidationRule').find(({ fullName, content }) => {
    const judged = schema.object(fullName.slice(0, fullName.indexOf('.')));
    return judged && formulaNames(schema, judged, textOf(content, 'errorConditionFormula') ?? '', object, field);
  });
  if (user === undefined) return;
  throw new MetadataProblem(
    'DELETE_FAILED',
    `This custom field is referenced elsewhere in salesforce.com : Validation Rule - ${user.fullName}`,
  );
}

const customFields = (object: ObjectDef): readonly FieldDef[] =>
  [...object.fields.values()].filter((field) => field.custom && !field.nameField && field.compound === undefined);

function lookUp(
  { engine }: Asking,
  fullName: string,
): { readonly object: ObjectDef; readonly field: FieldDef } | undefined {
  const [objectName, fieldName] = split(fullName);
  const object = engine.schema.object(objectName);
  const field = object && engine.schema.field(objectName, fieldName);
  const shown = object?.permissionable && field && (field.custom ? field.compound === undefined : field.permissionable);
  return shown ? { object, field } : undefined;
}

function split(fullName: string): [object: string, field: string] {
  const dot = fullName.indexOf('.');
  if (dot < 1 || dot === fullName.length - 1) {
    throw new MetadataProblem('INVALID_FULL_NAME', `Invalid fullName: ${fullName}`);
  }
  return [fullName.slice(0, dot), fullName.slice(dot + 1)];
}

/** What a file leaves out stays as it is; but with its type, a field says all that goes with the type. */
function overwritten(before: Xml, content: Xml): Xml {
  if (content['type'] === undefined) return { ...before, ...content };
  const stays = Object.entries(before).filter(
    ([element]) => !elementsByType.has(element) && element !== 'defaultValue',
  );
  return { ...Object.fromEntries(stays), ...content };
}

/** What may be said of a standard field: whether it is tracked, and its help. */
const standardXml = (field: FieldDef): Xml =>
  xmlOf({ trackHistory: field.trackHistory, description: field.description, inlineHelpText: field.helpText });

/** Standard fields come along in an object's file; little of them can be changed. */
function putStandard(
  putting: Putting,
  object: ObjectDef,
  present: FieldDef | undefined,
  fullName: string,
  content: Xml,
): void {
  if (present === undefined) {
    throw new MetadataProblem(
      'INVALID_CROSS_REFERENCE_KEY',
      `In field: fullName - no CustomField named ${fullName} found`,
    );
  }
  const trackHistory = flagOf(content, 'trackHistory') ?? present.trackHistory;
  if (trackHistory && object.enableHistory !== true) {
    throw new MetadataProblem(
      'FIELD_INTEGRITY_EXCEPTION',
      `Entity:${object.name} does not have history tracking enabled`,
    );
  }
  const [description, helpText] = [textOf(content, 'description'), textOf(content, 'inlineHelpText')];
  putting.engine.schema.putField(object.name, {
    ...present,
    trackHistory,
    ...(description === undefined ? {} : { description }),
    ...(helpText === undefined ? {} : { helpText }),
  });
}
