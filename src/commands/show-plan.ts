import { fieldTypeName } from '../metrics/fields/field-type-name.ts';
import { hasWork, type MetricPlan } from '../metrics/fields/metric-plan.ts';
import { MOST_TRACKED } from '../metrics/fields/plan-tracking.ts';
import { METRIC_SETS } from '../metrics/usage-objects.ts';
import type { Look } from './look.ts';

/** A plan as a careful colleague would say it: what is to be done and why, what others did, what is left to decide. */
export function showPlan(plan: MetricPlan, look: Look): string {
  const parts = [
    created(plan, look),
    granted(plan, look),
    hidden(plan, look),
    tracking(plan, look),
    relabelled(plan, look),
    drifted(plan, look),
    inTheWay(plan, look),
    orphaned(plan, look),
    room(plan, look),
    [verdict(plan, look)],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

type Part = (plan: MetricPlan, look: Look) => readonly string[];

const created: Part = ({ create, noRoom }, look) => [
  ...section(
    look.paint('bold', `Create ${fieldsOf(create.length)}`),
    create.flatMap(({ metric, object, field, spec, looksLike }) => [
      ...name(look, object, field, `${fieldTypeName(spec)}, "${spec.label}"`),
      look.wrap(spec.helpText, 4),
      ...(looksLike === undefined
        ? []
        : [
            look.paint('warn', look.wrap(`Tells the same as "${looksLike}", which is no longer in the file.`, 4)),
            look.wrap(`To keep that field and its values:`, 4),
            `    heap-sf metrics rename "${looksLike}" "${metric.name}" --level ${metric.level}`,
          ]),
    ]),
  ),
  ...section(
    look.paint('bad', `No room for ${fieldsOf(noRoom.length)}`),
    noRoom.flatMap(({ object, field }) => name(look, object, field)),
  ),
];

const granted: Part = ({ grant, org }, look) =>
  section(
    look.paint('bold', 'Grant access'),
    METRIC_SETS.flatMap(({ permissionSet, edit }) => {
      const fields = grant.filter((one) => one.permissionSet === permissionSet);
      if (fields.length === 0) return [];
      const people = org.holders?.filter((one) => one.permissionSet === permissionSet).map(({ username }) => username);
      return [
        `  ${permissionSet} (${edit ? 'read and edit' : 'read'}), ${fieldsOf(fields.length)}`,
        look.wrap(`to ${whom(people)}`, 4),
      ];
    }),
  );

const hidden: Part = ({ hidden: fields, org }, look) => {
  const lines = section(
    look.paint('bad', `Granted, and hidden from ${org.user} all the same`),
    fields.flatMap(({ object, field }) => name(look, object, field)),
  );
  if (lines.length === 0) return [];
  const [needed] = METRIC_SETS.filter(({ edit }) => edit);
  return [
    ...lines,
    look.wrap(`An admin assigns the permission set ${needed?.permissionSet} to ${org.user}, as set-up does:`, 2),
    `    heap-sf setup`,
  ];
};

const tracking: Part = ({ track, untracked }, look) => [
  ...section(
    look.paint('bold', 'Switch field history tracking'),
    track.flatMap(({ object, field, on }) => name(look, object, field, on ? 'on' : 'off')),
  ),
  ...section(
    look.paint('warn', `History that cannot be tracked`),
    untracked.flatMap(({ object, field, why }) =>
      name(
        look,
        object,
        field,
        why === 'full' ? `does not fit: ${MOST_TRACKED} fields are the most` : 'the object keeps no history',
      ),
    ),
  ),
];

const relabelled: Part = ({ relabel }, look) =>
  section(
    look.paint('bold', 'Change'),
    relabel.flatMap(({ object, field, changes }) => [
      ...name(look, object, field),
      // The description repeats the help text, so that alone it would tell nothing new.
      ...changes
        .filter(({ what }) => what !== 'description' || changes.length === 1)
        .flatMap(({ what, from, to }) => wasIs(look, what, from, to, ['from', ' to'])),
    ]),
  );

const drifted: Part = ({ drift }, look) =>
  section(
    look.paint('warn', 'Changed by others since we left it'),
    drift.flatMap(({ object, field, what, was, is, since }, at) => [
      ...(isOfField(drift[at - 1], object, field)
        ? []
        : name(look, object, field, what === 'deleted' ? 'deleted' : undefined)),
      ...wasIs(look, what, was, is, ['was', since ? ` on ${since.toISOString().slice(0, 10)}, is` : ', is']),
    ]),
  );

const inTheWay: Part = ({ clash }, look) =>
  section(
    look.paint('bad', 'In the way'),
    clash.flatMap(({ metric, object, field, why, has, wanted }) => [
      ...name(look, object, field, has),
      look.wrap(
        why === 'not-ours'
          ? `is there and is not ours. Rename the metric "${metric.name}".`
          : `The metric "${metric.name}" needs ${wanted}. Rename it; or delete the field with its values and apply again:`,
        4,
      ),
      ...(why === 'not-ours' ? [] : [`    heap-sf metrics retire "${metric.name}" --level ${metric.level}`]),
    ]),
  );

const orphaned: Part = ({ orphaned: fields }, look) => {
  const lines = fields.flatMap(({ object, field, metricName }) => name(look, object, field, `"${metricName}"`));
  if (lines.length === 0) return [];
  return [
    ...section(look.paint('bold', 'No longer in the configuration, kept until retired'), lines),
    '  heap-sf metrics retire',
  ];
};

const room: Part = ({ room: objects }, look) =>
  objects.map(({ object, used, toCreate, most, tracked }) =>
    look.wrap(
      most === undefined
        ? `${object}: ${used} custom fields, ${tracked} of ${MOST_TRACKED} histories tracked.`
        : `${object}: ${used + toCreate} of ${most} custom fields after this, ${most - used - toCreate} free (deleted ones count for 15 days); ${tracked} of ${MOST_TRACKED} histories tracked.`,
    ),
  );

function verdict(plan: MetricPlan, look: Look): string {
  if (hasWork(plan)) return `To do it: heap-sf metrics apply`;
  const left = plan.clash.length + plan.noRoom.length + plan.hidden.length + plan.untracked.length;
  if (left > 0) return 'Nothing that can be done, but for what is said above.';
  return look.paint('good', `All ${plan.keep.length} metrics have their field and access. Nothing to do.`);
}

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [title, ...entries];
}

/** Whether the line before told of the same field, which need not be named again. */
function isOfField(
  before: { readonly object: string; readonly field: string } | undefined,
  object: string,
  field: string,
) {
  return before?.object === object && before.field === field;
}

/** The field on its object, and what there is to say about it: behind it, or below where that does not fit. */
function name({ width }: Look, object: string, field: string, said?: string): readonly string[] {
  const full = `  ${object}.${field}`;
  if (said === undefined) return [full];
  return full.length + said.length + 2 <= width ? [`${full}  ${said}`] : [full, `    ${said}`];
}

function wasIs(look: Look, what: string, before: string, after: string, words: readonly [string, string]): string[] {
  const short = `    ${what} ${words[0]} "${before}"${words[1]} "${after}"`;
  if (short.length <= look.width) return [short];
  return [
    look.wrap(`${what} ${words[0]}: ${before || '(nothing)'}`, 4),
    look.wrap(`${words[1].replace(/^[, ]+/, '')}: ${after || '(nothing)'}`, 6),
  ];
}

function whom(people: readonly string[] | undefined): string {
  if (people === undefined) return 'whoever has the permission set';
  if (people.length === 0) return 'nobody yet: the permission set is assigned to no active user';
  const shown = people.slice(0, 3).join(', ');
  return people.length > 3 ? `${shown} and ${people.length - 3} more` : shown;
}

function fieldsOf(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}
