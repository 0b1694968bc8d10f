import { customFieldsPerObject } from '../edition.ts';
import { mostTracked, trackable } from '../history-object.ts';
import { type FieldRule, others, pages } from './rule.ts';

/** Slots that a field takes: a location keeps its two numbers in fields of their own. */
const slots = (type: string) => (type === 'location' ? 3 : 1);

/** How many of something an object may have. */
export const limitRules: readonly FieldRule[] = [
  {
    page: pages.allocations,
    code: 'LIMIT_EXCEEDED',
    broken: (it) => {
      if (it.before) return undefined;
      const most = customFieldsPerObject[it.edition];
      const used = others(it).filter((field) => field.custom).length + it.deletedFields;
      return used + slots(it.field.type) > most
        ? `Custom field limit reached: ${it.object.label} may have ${most} custom fields in ${it.edition}`
        : undefined;
    },
  },
  {
    page: pages.history,
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.trackHistory && others(it).filter((field) => field.trackHistory).length >= mostTracked
        ? `History tracked field limit reached: ${it.object.label} may track ${mostTracked} fields`
        : undefined,
  },
  {
    page: pages.history,
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field }) =>
      field.trackHistory && !trackable(field)
        ? `Cannot track history of the field ${field.name}: formula, roll-up summary and auto-number fields are not tracked`
        : undefined,
  },
  {
    page: pages.attributes,
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.externalId && others(it).filter((field) => field.externalId).length >= 25
        ? `External ID limit reached: ${it.object.label} may have 25 external ID fields`
        : undefined,
  },
  {
    page: pages.rollUps,
    code: 'LIMIT_EXCEEDED',
    broken: (it) =>
      it.field.summary && others(it).filter((field) => field.summary).length >= 25
        ? `Roll-up summary field limit reached: ${it.object.label} may have 25 roll-up summary fields`
        : undefined,
  },
];
