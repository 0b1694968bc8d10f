import { metadataDemands } from '../../access/demands.ts';
import { namespaceOf } from '../../packages/members.ts';
import type { ObjectDef } from '../../types.ts';
import { dropRecord, dropRecordsOf, recordOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem, type Putting } from '../types.ts';
import { flagOf, type Xml, xmlOf } from '../xml.ts';
import { checkObject, knownOf, settingsOf } from './object-xml.ts';

const idPrefix = '01I';

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
  checkObject(putting, fullName, content, merged);
  const object = putting.engine.schema.putObject({
    name: present?.name ?? fullName,
    ...(present === undefined ? namespaceOf(putting) : {}),
    ...settingsOf(merged),
  });
  saveContent(putting, 'CustomObject', idPrefix, object.name, merged);
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
