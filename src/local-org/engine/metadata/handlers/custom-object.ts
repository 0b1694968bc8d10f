import { metadataDemands } from '../../access/demands.ts';
import { namespaceOf } from '../../packages/members.ts';
import type { FieldDef, ObjectDef } from '../../types.ts';
import { dropRecord, dropRecordsOf, recordOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem, type Putting } from '../types.ts';
import { flagOf, nodesOf, textOf, type Xml, xmlOf } from '../xml.ts';

const idPrefix = '01I';

/** What only a new object must name. */
const neededWhenNew = ['label', 'pluralLabel', 'nameField', 'deploymentStatus', 'sharingModel'] as const;

const choices: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  deploymentStatus: { type: 'DeploymentStatus', values: ['InDevelopment', 'Deployed'] },
  sharingModel: { type: 'SharingModel', values: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
  externalSharingModel: { type: 'SharingModel', values: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
};

/**
 * An object's own settings. What a file leaves out stays as it is: objects are merged, not replaced.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 */
export const customObject: MetadataHandler = {
  type: 'CustomObject',
  directory: 'objects',
  suffix: 'object',
  idPrefix,
  elements: elements.CustomObject,
  neededToChange: metadataDemands.customization.change,
  neededToRead: metadataDemands.customization.read,

  names: ({ engine }) =>
    engine.schema
      .objects()
      .filter(isListed)
      .map(({ name }) => name),

  find: ({ engine }, fullName) => {
    const object = engine.schema.object(fullName);
    return object && isListed(object) ? object.name : undefined;
  },

  read(asking, fullName) {
    const object = asking.engine.schema.object(fullName);
    if (object === undefined || !isListed(object)) return undefined;
    const sent = recordOf(asking, 'CustomObject', object.name)?.content ?? {};
    return object.custom
      ? { ...sent, ...knownOf(object) }
      : { ...sent, ...xmlOf({ enableHistory: object.enableHistory ?? false }) };
  },

  put(putting, fullName, content) {
    const present = putting.engine.schema.object(fullName);
    if (present === undefined || present.custom)
      putCustom(putting, this.read(putting, fullName), present, fullName, content);
    else putStandard(putting, present, { ...this.read(putting, fullName), ...content });
  },

  drop(asking, fullName) {
    const object = asking.engine.schema.object(fullName)!;
    if (!object.custom) {
      throw new MetadataProblem('INSUFFICIENT_ACCESS_OR_READONLY', `Cannot delete standard object: ${object.name}`);
    }
    asking.engine.schema.dropObject(object.name, { purge: asking.purges === true });
    for (const type of ['CustomField', 'ListView', 'CompactLayout', 'ValidationRule'] as const)
      dropRecordsOf(asking, type, `${object.name}.`);
    dropRecordsOf(asking, 'Layout', `${object.name}-`);
    dropRecord(asking, 'CustomTab', object.name);
    dropRecord(asking, 'CustomObject', object.name);
  },
};

/** Setup objects such as PermissionSet have rows, and no metadata of their own. */
const isListed = (object: ObjectDef): boolean => object.permissionable;

function putCustom(
  putting: Putting,
  before: Xml | undefined,
  present: ObjectDef | undefined,
  fullName: string,
  content: Xml,
): void {
  if (!/__c$/i.test(fullName)) {
    throw new MetadataProblem(
      'INVALID_CROSS_REFERENCE_KEY',
      `In field: fullName - no CustomObject named ${fullName} found`,
    );
  }
  const merged = { ...before, ...content };
  check(merged);
  checkSharing(putting, fullName, content);
  const compactLayout = textOf(merged, 'compactLayoutAssignment');
  if (
    compactLayout !== undefined &&
    compactLayout !== 'SYSTEM' &&
    !putting.has('CompactLayout', `${fullName}.${compactLayout}`)
  ) {
    throw new MetadataProblem(
      'INVALID_CROSS_REFERENCE_KEY',
      `In field: compactLayoutAssignment - no CompactLayout named ${fullName}.${compactLayout} found`,
    );
  }
  const object = putting.engine.schema.putObject({
    name: present?.name ?? fullName,
    ...(present === undefined ? namespaceOf(putting) : {}),
    label: textOf(merged, 'label')!,
    labelPlural: textOf(merged, 'pluralLabel')!,
    custom: true,
    permissionable: true,
    nameField: nameFieldOf(nodesOf(merged, 'nameField')[0]!),
    deploymentStatus: textOf(merged, 'deploymentStatus')!,
    sharingModel: textOf(merged, 'sharingModel')!,
    enableReports: flagOf(merged, 'enableReports') ?? false,
    enableSearch: flagOf(merged, 'enableSearch') ?? false,
    enableHistory: flagOf(merged, 'enableHistory') ?? false,
    ...(textOf(merged, 'description') === undefined ? {} : { description: textOf(merged, 'description')! }),
  });
  saveContent(putting, 'CustomObject', idPrefix, object.name, merged);
}

/**
 * An object that is shared as its master is must come with the field that leads there.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm
 * Observed: https://github.com/forcedotcom/cli/issues/28
 */
function checkSharing({ arriving = [] }: Putting, fullName: string, content: Xml): void {
  if (textOf(content, 'sharingModel') !== 'ControlledByParent') return;
  const beginning = `${fullName.toLowerCase()}.`;
  const detail = arriving.some(
    (each) => each.fullName.toLowerCase().startsWith(beginning) && textOf(each.content, 'type') === 'MasterDetail',
  );
  if (detail) return;
  throw new MetadataProblem(
    'INVALID_FIELD',
    'Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field',
  );
}

/** Of a standard object the schema keeps whether its history is tracked; the rest is kept as it is sent. */
function putStandard(putting: Putting, present: ObjectDef, merged: Xml): void {
  const enableHistory = flagOf(merged, 'enableHistory') ?? false;
  if (enableHistory !== (present.enableHistory ?? false)) {
    const { fields: _, keyPrefix: __, ...settings } = present;
    putting.engine.schema.putObject({ ...settings, enableHistory });
  }
  saveContent(putting, 'CustomObject', idPrefix, present.name, merged);
}

function check(content: Xml): void {
  for (const element of neededWhenNew) {
    if (content[element] !== undefined && content[element][0] !== '') continue;
    throw new MetadataProblem('REQUIRED_FIELD_MISSING', words[element] ?? `Required field is missing: ${element}`);
  }
  for (const [element, { type, values }] of Object.entries(choices)) {
    const value = textOf(content, element);
    if (value === undefined || values.includes(value)) continue;
    throw new MetadataProblem('UNKNOWN_EXCEPTION', `'${value}' is not a valid value for the enum '${type}'`);
  }
  const description = textOf(content, 'description') ?? '';
  if (description.length > 1000) {
    throw new MetadataProblem('STRING_TOO_LONG', 'Value too long for field: description maximum length is:1000');
  }
}

const words: Readonly<Record<string, string>> = {
  label: 'Must specify a non-empty label for the CustomObject',
  pluralLabel: 'Must specify a non-empty plural label for the CustomObject',
  nameField: 'Must specify a nameField of type Text or AutoNumber',
};

function nameFieldOf(content: Xml): FieldDef {
  const metadataType = textOf(content, 'type');
  if (metadataType !== 'Text' && metadataType !== 'AutoNumber')
    throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', words['nameField']!);
  const format = textOf(content, 'displayFormat');
  if (metadataType === 'AutoNumber' && (format === undefined || !/\{0+\}/.test(format))) {
    throw new MetadataProblem(
      'FIELD_INTEGRITY_EXCEPTION',
      'Must specify a displayFormat with a number, such as A-{0000}, for a nameField of type AutoNumber',
    );
  }
  const written = metadataType === 'Text';
  return {
    name: 'Name',
    label: textOf(content, 'label') ?? 'Name',
    type: 'string',
    metadataType,
    custom: false,
    length: 80,
    required: written,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: true,
    creatable: written,
    updatable: written,
    permissionable: false,
    nameField: true,
    trackHistory: flagOf(content, 'trackHistory') ?? false,
    ...(format === undefined || written ? {} : { autoNumber: { format } }),
  };
}

/** The settings that the schema itself keeps. */
function knownOf(object: ObjectDef): Xml {
  return xmlOf({
    label: object.label,
    pluralLabel: object.labelPlural,
    description: object.description,
    deploymentStatus: object.deploymentStatus,
    sharingModel: object.sharingModel,
    enableReports: object.enableReports,
    enableSearch: object.enableSearch,
    enableHistory: object.enableHistory,
  });
}
