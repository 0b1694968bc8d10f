import { metadataDemands } from '../../access/demands.ts';
import { dropRecord, recordOf, recordsOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { need, refused } from '../fields/field-elements.ts';
import { type Picklist, valuesOf } from '../fields/field-values.ts';
import { type Asking, type MetadataHandler, MetadataProblem } from '../types.ts';
import { nodesOf, textOf } from '../xml.ts';

const type = 'GlobalValueSet';
const idPrefix = '0Nt';

/** Values that several picklists share; a change of them is a change of each of those. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_globalvalueset.htm */
export const globalValueSet: MetadataHandler = {
  type,
  directory: 'globalValueSets',
  suffix: 'globalValueSet',
  idPrefix,
  elements: elements.GlobalValueSet,
  neededToChange: metadataDemands.customization.change,
  neededToRead: metadataDemands.customization.read,
  names: (asking) => recordsOf(asking, type).map(({ fullName }) => fullName),
  find: (asking, fullName) => recordOf(asking, type, fullName)?.fullName,
  read: (asking, fullName) => recordOf(asking, type, fullName)?.content,

  put(putting, fullName, content) {
    const merged = { ...this.read(putting, fullName), ...content };
    const label = need(textOf(merged, 'masterLabel'), 'masterLabel');
    if (label.length > 40) throw refused(`masterLabel: data value too large: ${label} (max length=40)`);
    const nodes = nodesOf(merged, 'customValue');
    const { defaultValue, ...values } = valuesOf(nodes);
    if (values.values.length === 0) throw refused('Picklist value set must have at least one value');
    const { fullName: _, ...kept } = merged;
    const name = this.find(putting, fullName) ?? fullName;
    saveContent(putting, type, idPrefix, name, kept);
    for (const { object, field } of users(putting, name)) {
      const picklist: Picklist = { restricted: true, ...values, globalSet: name };
      const { defaultValue: __, ...rest } = field;
      putting.engine.schema.putField(object, {
        ...rest,
        picklist,
        ...(defaultValue === undefined ? {} : { defaultValue }),
      });
    }
  },

  drop(asking, fullName) {
    const [user] = users(asking, fullName);
    if (user !== undefined) {
      throw new MetadataProblem(
        'DELETE_FAILED',
        `This global value set is referenced elsewhere in salesforce.com : Custom Field - ${user.object}.${user.field.name}`,
      );
    }
    dropRecord(asking, type, fullName);
  },
};

const users = ({ engine }: Asking, name: string) =>
  engine.schema
    .objects()
    .flatMap((object) => [...object.fields.values()].map((field) => ({ object: object.name, field })))
    .filter(({ field }) => field.picklist?.globalSet?.toLowerCase() === name.toLowerCase());
