import type { Rights } from '../access/rights.ts';
import { ApiError } from '../api-error.ts';
import type { ObjectDef, Schema } from '../types.ts';
import { describeField } from './describe-field.ts';
import { childRelationship } from './relationships.ts';

const dataApi = (apiVersion: string): string => `/services/data/v${apiVersion}`;

/** Objects whose rows are worked out and not kept: queried, and nothing else. */
const computed = new Set(['EntityDefinition', 'FieldDefinition', 'UserPermissionAccess', 'DuplicateRule']);

function summary(rights: Rights, object: ObjectDef, base: string): Record<string, unknown> {
  const { create, edit, delete: remove } = rights.object(object);
  const writable = object.permissionable || object.usedThrough !== undefined;
  const url = `${base}/sobjects/${object.name}`;
  return {
    activateable: false,
    associateEntityType: object.historyOf === undefined ? null : 'History',
    associateParentEntity: object.historyOf ?? null,
    createable: create,
    custom: object.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: remove && object.name !== 'User',
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: computed.has(object.name) ? null : object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: writable,
    mergeable: object.name === 'Account' || object.name === 'Contact' ? remove : false,
    mruEnabled: writable,
    name: object.name,
    queryable: true,
    replicateable: !computed.has(object.name),
    retrieveable: !computed.has(object.name),
    searchable: writable && object.enableSearch !== false,
    triggerable: writable,
    undeletable: writable && remove,
    updateable: edit,
    urls: {
      rowTemplate: `${url}/{ID}`,
      describe: `${url}/describe`,
      sobject: url,
      ...(writable
        ? {
            compactLayouts: `${url}/describe/compactLayouts`,
            approvalLayouts: `${url}/describe/approvalLayouts`,
            listviews: `${url}/listviews`,
            quickActions: `${url}/quickActions`,
            layouts: `${url}/describe/layouts`,
          }
        : {}),
    },
  };
}

export function describeGlobal(schema: Schema, rights: Rights, apiVersion: string): Record<string, unknown> {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: schema
      .objects()
      .filter((object) => rights.object(object).read)
      .map((object) => summary(rights, object, dataApi(apiVersion))),
  };
}

function childRelationships(schema: Schema, rights: Rights, parent: ObjectDef): Record<string, unknown>[] {
  return schema.objects().flatMap((object) =>
    [...object.fields.values()]
      .filter((field) => field.referenceTo?.includes(parent.name))
      .filter((field) => rights.object(object).read && rights.canRead(object, field))
      .map((field) => ({
        cascadeDelete: field.deleteConstraint === 'Cascade',
        childSObject: object.name,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: childRelationship(field) || null,
        restrictedDelete: field.deleteConstraint === 'Restrict',
      })),
  );
}

/**
 * What USING SCOPE may name: everything, and one's own where rows have an owner.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm
 */
function scopes({ labelPlural, fields }: ObjectDef): readonly { readonly label: string; readonly name: string }[] {
  const all = { label: `All ${labelPlural.toLowerCase()}`, name: 'everything' };
  return fields.has('ownerid') ? [all, { label: `My ${labelPlural.toLowerCase()}`, name: 'mine' }] : [all];
}

/** The whole of an object as this user may know it. */
export function describeObject(
  schema: Schema,
  rights: Rights,
  name: string,
  apiVersion: string,
): Record<string, unknown> {
  const object = schema.object(name);
  if (!object || !rights.object(object).read) {
    throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  return describeDefinition(schema, rights, object, dataApi(apiVersion));
}

/** The whole of an object, be it one of the schema or not; `base` is the address of the API that has it. */
export function describeDefinition(
  schema: Schema,
  rights: Rights,
  object: ObjectDef,
  base: string,
): Record<string, unknown> {
  const url = `${base}/sobjects/${object.name}`;
  return {
    ...summary(rights, object, base),
    actionOverrides: [],
    childRelationships: childRelationships(schema, rights, object),
    compactLayoutable: object.permissionable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: [...object.fields.values()]
      .filter((field) => rights.canRead(object, field))
      .map((field) => describeField(rights, object, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: object.permissionable
      ? [
          {
            active: true,
            available: true,
            defaultRecordTypeMapping: true,
            developerName: 'Master',
            master: true,
            name: 'Master',
            recordTypeId: '012000000000000AAA',
            urls: { layout: `${url}/describe/layouts/012000000000000AAA` },
          },
        ]
      : [],
    searchLayoutable: object.permissionable,
    sobjectDescribeOption: 'FULL',
    supportedScopes: scopes(object),
  };
}
