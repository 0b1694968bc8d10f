import type { MadeFieldRecord } from '../../ledger/types/field.ts';
import type { FieldAccess } from '../../salesforce/field-access.ts';
import type { CustomFieldMetadata } from '../../salesforce/read-custom-fields.ts';
import { describedHelpText, fieldDescription, metricNamed } from '../definition/field-text.ts';
import { METRIC_SETS } from '../usage-objects.ts';
import { fieldTypeName } from './field-type-name.ts';

/** Something that somebody changed at a field of ours since we left it. */
export interface Drift {
  readonly object: string;
  readonly field: string;
  readonly metric: string;
  readonly what: 'deleted' | 'type' | 'label' | 'help text' | 'description' | 'access' | 'history';
  readonly was: string;
  readonly is: string;
  /** When we left it; absent where only the field itself tells how it was. */
  readonly since?: Date;
}

type Fact = readonly [what: Drift['what'], was: string, is: string];

interface Compared {
  readonly field: CustomFieldMetadata;
  readonly made: MadeFieldRecord | undefined;
  /** Undefined when nobody here may know. */
  readonly access: readonly FieldAccess[] | undefined;
}

/**
 * How a field that is there differs from how we left it. The ledger knows that whole; a field whose ledger is elsewhere
 * still tells its label and help text, as its description repeats them.
 */
export function driftOf({ field, made, access }: Compared): readonly Drift[] {
  const metric = made?.metric ?? metricNamed(field.description);
  if (metric === undefined) return [];
  const helpText = made?.helpText ?? describedHelpText(field.description) ?? field.helpText;
  const facts: readonly Fact[] = [
    ['label', made?.label ?? metric, field.label],
    ['help text', helpText, field.helpText],
    ...(made
      ? ([
          ['type', made.type, fieldTypeName(field)],
          ['description', fieldDescription(made.metric, made.helpText), field.description],
          ['history', tracked(made.history), tracked(field.trackHistory)],
        ] as const)
      : []),
    ...lostAccess(field.name, made, access),
  ];
  return facts
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => ({
      object: field.object,
      field: field.name,
      metric,
      what,
      was,
      is,
      ...(made && { since: made.made }),
    }));
}

/** A field that we left in the org and that is not there any more. */
export function deletedDrift({ object, field, metric, type, label, made }: MadeFieldRecord): Drift {
  return { object, field, metric, what: 'deleted', was: `${type} "${label}"`, is: 'not there', since: made };
}

function lostAccess(
  field: string,
  made: MadeFieldRecord | undefined,
  access: readonly FieldAccess[] | undefined,
): readonly Fact[] {
  if (made === undefined || access === undefined) return [];
  return METRIC_SETS.filter(({ permissionSet }) => made.access.includes(permissionSet)).flatMap(
    ({ permissionSet, edit }): Fact[] => {
      const row = access.find(
        (one) => one.permissionSet === permissionSet && one.field.toLowerCase() === field.toLowerCase(),
      );
      if (row?.read !== true) return [['access', `granted in ${permissionSet}`, 'taken away']];
      return edit && !row.edit ? [['access', `read and edit in ${permissionSet}`, 'read only']] : [];
    },
  );
}

function tracked(history: boolean): string {
  return history ? 'tracked' : 'not tracked';
}
