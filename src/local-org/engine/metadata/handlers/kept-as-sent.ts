import { metadataDemands } from '../../access/demands.ts';
import { dropRecord, recordOf, recordsOf, saveContent } from '../component-records.ts';
import { type MetadataHandler, MetadataProblem, type Putting } from '../types.ts';
import { textOf, type Xml } from '../xml.ts';

/** What tells one such type from another. */
export interface KeptAsSent
  extends Pick<
    MetadataHandler,
    'type' | 'directory' | 'suffix' | 'parent' | 'idPrefix' | 'elements' | 'file' | 'rootOf'
  > {
  /** Elements that must be there and say something. */
  readonly required: readonly string[];
  /** Throws MetadataProblem for what the content names and the org does not have. */
  check?(putting: Putting, fullName: string, content: Xml): void;
}

/** A type that the rest of the org has no use for: checked, kept and handed out as it was sent. */
export function keptAsSent({ required, check, ...facts }: KeptAsSent): MetadataHandler {
  const { type, idPrefix } = facts;
  return {
    ...facts,
    neededToChange: metadataDemands.customization.change,
    neededToRead: metadataDemands.customization.read,
    names: (asking) => recordsOf(asking, type).map(({ fullName }) => fullName),
    find: (asking, fullName) => recordOf(asking, type, fullName)?.fullName,
    read: (asking, fullName) => recordOf(asking, type, fullName)?.content,
    put(putting, fullName, content) {
      for (const element of required) {
        if (textOf(content, element) !== undefined) continue;
        throw new MetadataProblem('REQUIRED_FIELD_MISSING', `Required field is missing: ${element}`);
      }
      check?.(putting, fullName, content);
      const { fullName: _, ...kept } = content;
      saveContent(putting, type, idPrefix, this.find(putting, fullName) ?? fullName, kept);
    },
    drop: (asking, fullName) => dropRecord(asking, type, fullName),
  };
}

export function notFound(element: string, type: string, name: string): MetadataProblem {
  return new MetadataProblem('INVALID_CROSS_REFERENCE_KEY', `In field: ${element} - no ${type} named ${name} found`);
}

/** Refuses a field that the object does not have. */
export function needField({ engine }: Putting, element: string, object: string, field: string): void {
  if (engine.schema.field(object, field) === undefined) throw notFound(element, 'CustomField', `${object}.${field}`);
}

/** `Heap_Account_Usage__c` of `Heap_Account_Usage__c.All`; refuses a parent that is not there. */
export function parentObject({ engine }: Putting, fullName: string, separator: '.' | '-'): string {
  const name = fullName.split(separator)[0]!;
  const object = engine.schema.object(name);
  if (object === undefined) throw notFound('fullName', 'CustomObject', name);
  return object.name;
}
