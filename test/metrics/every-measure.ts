import type { Lookback, Measure, MetricSettings, NumberMeasure } from '../../src/config/metric-settings.ts';
import { metric } from './synthetic.ts';

const numbers = (property: string): readonly NumberMeasure[] => [
  { kind: 'count' },
  { kind: 'distinct-users' },
  { kind: 'active-days' },
  { kind: 'sessions' },
  { kind: 'time-on-site' },
  { kind: 'sum', property },
  { kind: 'min', property },
  { kind: 'max', property },
  { kind: 'average', property },
];

const measures = ({ number, word }: EventProperties): readonly Measure[] => [
  ...numbers(number),
  { kind: 'last-seen' },
  { kind: 'first-seen' },
  { kind: 'last-day' },
  { kind: 'first-day' },
  { kind: 'happened' },
  { kind: 'most-frequent', property: word },
];

const changes = (property: string): readonly Measure[] =>
  numbers(property).flatMap((of) => [
    { kind: 'change', of, as: 'number' } as const,
    { kind: 'change', of, as: 'percent' } as const,
  ]);

interface EventProperties {
  readonly number: string;
  readonly word: string;
}

export interface EventFacts {
  readonly event: string;
  /** None for any event, of which no property can be measured. */
  readonly properties?: EventProperties;
  readonly where?: Parameters<typeof metric>[0]['where'];
}

/** A metric for every measure of an event, in one lookback, at both levels; names begin with the number given. */
export function everyMeasure(
  { event, properties, where = [] }: EventFacts,
  lookback: Lookback,
  number: number,
): readonly MetricSettings[] {
  const named = properties ?? { number: 'none', word: 'none' };
  const all = [...measures(named), ...(lookback.kind === 'all' ? [] : changes(named.number))];
  const possible = all.filter((one) => properties !== undefined || !hasProperty(one));
  return (['account', 'contact'] as const).flatMap((level) =>
    possible.map((measure, place) => metric({ name: `M${number} ${place}`, level, event, where, measure, lookback })),
  );
}

function hasProperty(measure: Measure): boolean {
  return 'property' in (measure.kind === 'change' ? measure.of : measure);
}

/** Metrics that stand on those of one lookback with changes, one of them on another that stands on some. */
export function combinations(number: number): readonly MetricSettings[] {
  const of = (place: number) => `M${number} ${place}`;
  return (['account', 'contact'] as const).flatMap((level): readonly MetricSettings[] => [
    { name: `R${number} 0`, level, measure: { kind: 'ratio', of: of(3), to: of(0), as: 'number' } },
    { name: `R${number} 1`, level, measure: { kind: 'ratio', of: of(2), to: of(3), as: 'percent' } },
    { name: `R${number} 2`, level, measure: { kind: 'ratio', of: of(5), to: of(8), as: 'number' } },
    {
      name: `R${number} 3`,
      level,
      measure: {
        kind: 'score',
        inputs: [
          { metric: of(0), weight: 3, cap: 8 },
          { metric: of(4), weight: 0.5, cap: 30 },
          { metric: of(13), weight: 1 },
          { metric: `R${number} 0`, weight: 1, cap: 1 },
          { metric: of(15), weight: 2, cap: 40 },
        ],
      },
    },
  ]);
}
