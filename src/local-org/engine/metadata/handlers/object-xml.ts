import type { FieldDef, ObjectDef } from '../../types.ts';
import { MetadataProblem, type Putting } from '../types.ts';
import { flagOf, nodesOf, textOf, type Xml, xmlOf } from '../xml.ts';

/** What must hold of a custom object's file, merged with what is there. Throws MetadataProblem. */
export function checkObject(putting: Putting, fullName: string, content: Xml, merged: Xml): void {
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
}

/** What only a new object must name. */
const neededWhenNew = ['label', 'pluralLabel', 'nameField', 'deploymentStatus', 'sharingModel'] as const;

const choices: Readonly<Record<string, { readonly type: string; readonly values: readonly string[] }>> = {
  deploymentStatus: { type: 'DeploymentStatus', values: ['InDevelopment', 'Deployed'] },
  sharingModel: { type: 'SharingModel', values: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
  externalSharingModel: { type: 'SharingModel', values: ['Private', 'Read', 'ReadWrite', 'ControlledByParent'] },
};

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

/** The settings of a custom object as its file has them. */
export function settingsOf(content: Xml) {
  return {
    label: textOf(content, 'label')!,
    labelPlural: textOf(content, 'pluralLabel')!,
    custom: true,
    permissionable: true,
    nameField: nameFieldOf(nodesOf(content, 'nameField')[0]!),
    deploymentStatus: textOf(content, 'deploymentStatus')!,
    sharingModel: textOf(content, 'sharingModel')!,
    enableReports: flagOf(content, 'enableReports') ?? false,
    enableSearch: flagOf(content, 'enableSearch') ?? false,
    enableHistory: flagOf(content, 'enableHistory') ?? false,
    ...(textOf(content, 'description') === undefined ? {} : { description: textOf(content, 'description')! }),
  };
}

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
export function knownOf(object: ObjectDef): Xml {
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
