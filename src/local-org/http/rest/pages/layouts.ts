import { recordsOf } from '../../../engine/metadata/component-records.ts';
import { nodesOf, textOf, type Xml } from '../../../engine/metadata/xml.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, ok, type RestRoute, restPage } from '../route.ts';
import { type Described, describedFields, describedSection, type LayoutSection } from './layout-items.ts';

const layoutsPage = restPage('resources_sobject_layouts');

/** How rows of an object are shown: by the layouts that were deployed, or by one made of all its fields. */
export const layoutRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'sobjects/:object/describe/layouts', page: layoutsPage, answer: layouts },
  {
    method: 'GET',
    path: 'sobjects/:object/describe/layouts/:recordType',
    page: layoutsPage,
    answer: (ask) => {
      if (!isMaster(ask.params['recordType'])) throw notThere();
      return ok(layoutOf(ask));
    },
  },
  {
    method: 'GET',
    path: 'sobjects/:object/describe/namedLayouts/:layout',
    page: restPage('resources_sobject_named_layouts'),
    answer: () => {
      throw notThere();
    },
  },
  {
    method: 'GET',
    path: 'sobjects/:object/describe/approvalLayouts',
    page: restPage('resources_sobject_approvallayouts'),
    answer: (ask) => {
      describedFields(ask, objectOf(ask));
      return ok({ approvalLayouts: [] });
    },
  },
];

const masterId = '012000000000000AAA';
const isMaster = (id: string | undefined): boolean => id?.slice(0, 15) === masterId.slice(0, 15);
const objectOf = ({ entry, params }: Ask): string =>
  entry.engine.schema.object(params['object'] ?? '')?.name ?? params['object'] ?? '';

function layouts(ask: Ask): Answer {
  const layout = layoutOf(ask);
  const layoutUrl = `/services/data/v${ask.entry.apiVersion}/sobjects/${objectOf(ask)}/describe/layouts/${masterId}`;
  const mapping = {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    developerName: 'Master',
    layoutId: layout['id'],
    master: true,
    name: 'Master',
    picklistsForRecordType: [],
    recordTypeId: masterId,
    urls: { layout: layoutUrl },
  };
  return ok({ layouts: [layout], recordTypeMappings: [mapping], recordTypeSelectorRequired: [false] });
}

function layoutOf(ask: Ask): Described {
  const object = objectOf(ask);
  const fields = describedFields(ask, object);
  const own = recordsOf(ask.entry, 'Layout').find(({ fullName }) =>
    fullName.toLowerCase().startsWith(`${object}-`.toLowerCase()),
  );
  const id = own?.id ?? null;
  const sections = own === undefined ? sectionsOfAll(fields) : nodesOf(own.content, 'layoutSections').map(sectionOf);
  const described = sections.map((section) => describedSection(section, fields, id)).filter((one) => one !== undefined);
  return {
    buttonLayoutSection: { detailButtons: [] },
    detailLayoutSections: described,
    editLayoutSections: described,
    feedView: null,
    highlightsPanelLayoutSection: null,
    id,
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: { quickActionListItems: [] },
    relatedContent: null,
    relatedLists: [],
    saveOptions: [],
  };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_layouts.htm */
function sectionOf(content: Xml): LayoutSection {
  const columns = nodesOf(content, 'layoutColumns').map((column) =>
    nodesOf(column, 'layoutItems').flatMap((item) => {
      const field = textOf(item, 'field');
      return field === undefined ? [] : [{ field, behaviour: textOf(item, 'behavior') ?? 'Edit' }];
    }),
  );
  return { heading: textOf(content, 'label') ?? '', columns };
}

const system: ReadonlySet<string> = new Set(['id', 'isdeleted', 'systemmodstamp', 'masterrecordid']);

/** Two columns, filled from top to bottom. */
function sectionsOfAll(fields: ReadonlyMap<string, Described>): readonly LayoutSection[] {
  const shown = [...fields]
    .filter(([name]) => !system.has(name))
    .map(([, field]) => ({ field: String(field['name']), behaviour: 'Edit' }));
  const half = Math.ceil(shown.length / 2);
  return [{ heading: 'Information', columns: [shown.slice(0, half), shown.slice(half)] }];
}
