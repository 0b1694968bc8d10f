import type { TroubleFacts } from '../../base/errors.ts';
import type { Column, ColumnType } from '../../base/table.ts';
import type { Measure, PlainMeasure } from '../../config/metric-settings.ts';
import type { MetricMeasure, PlainMetricMeasure } from '../metric.ts';
import type { KnownEvent } from './resolve-event.ts';
import { resolveProperty } from './resolve-property.ts';

type Complain = (trouble: TroubleFacts) => void;
type PropertyMeasure = Extract<PlainMeasure, { readonly property: string }>;

/** The measure with its property found in the data; undefined, and a complaint, when that cannot be. */
export function resolveMeasure(measure: Measure, known: KnownEvent, complain: Complain): MetricMeasure | undefined {
  if (measure.kind !== 'change') return resolvePlain(measure, known, complain);
  const of = resolvePlain(measure.of, known, complain);
  return of && { kind: 'change', of, as: measure.as };
}

function resolvePlain(measure: PlainMeasure, known: KnownEvent, complain: Complain): PlainMetricMeasure | undefined {
  if (!('property' in measure)) {
    const hasSessions =
      known.columns.length === 0 || known.columns.some(({ name }) => name.toLowerCase() === 'session_id');
    if (OF_SESSIONS.includes(measure.kind) && !hasSessions) complain(withoutSessions(known));
    return measure;
  }
  if (known.event.repeats) {
    complain(ofAnyEvent(measure));
    return undefined;
  }
  const resolved = resolveProperty(measure.property, known, []);
  if (resolved.status === 'unknown') {
    complain(resolved.trouble);
    return undefined;
  }
  const property = resolved.found.column;
  const why = UNFIT[measure.kind][property.type];
  if (why !== undefined) complain(unfit(property, measure, why));
  return { kind: measure.kind, property };
}

const notNumbers: Partial<Readonly<Record<ColumnType, string>>> = {
  boolean: 'holds true or false, which are no numbers',
  timestamp: 'holds moments, which are no numbers',
};

/** Why a property of that type cannot be measured so. A text may hold numbers: Heap sends many of them so. */
const UNFIT: Readonly<Record<PropertyMeasure['kind'], Partial<Readonly<Record<ColumnType, string>>>>> = {
  sum: {
    boolean: 'holds true or false, which cannot be added up',
    timestamp: 'holds moments, which cannot be added up',
  },
  min: notNumbers,
  max: notNumbers,
  average: notNumbers,
  'most-frequent': { timestamp: 'holds moments, none of which is frequent' },
};

function unfit({ name, type }: Column, { kind }: PropertyMeasure, why: string): TroubleFacts {
  return {
    trouble: 'definition',
    message: `"${name}" ${why}.`,
    actions: [
      kind === 'most-frequent'
        ? 'Name a property that holds words.'
        : 'Name a property that holds numbers, or count the events.',
    ],
    facts: { property: name, type },
  };
}

const OF_SESSIONS: readonly PlainMeasure['kind'][] = ['sessions', 'time-on-site'];

function withoutSessions({ event }: KnownEvent): TroubleFacts {
  return {
    trouble: 'definition',
    message: `the data does not tell in which session "${event.title}" happened: there is no column session_id.`,
    actions: ['Measure another event, or count the events.'],
    facts: { event: event.title, column: 'session_id' },
  };
}

/** An event stands in each table whose definition it meets, and would be counted once for each. */
function ofAnyEvent({ kind, property }: PropertyMeasure): TroubleFacts {
  return {
    trouble: 'definition',
    message: `the ${kind.replace('-', ' ')} of "${property}" cannot be taken over any event, since an event may stand in several tables.`,
    actions: [`Name the event that has the property "${property}".`],
    facts: { property, measure: kind },
  };
}
