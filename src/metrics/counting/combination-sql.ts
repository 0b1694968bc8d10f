import type { FieldType, Metric, MetricCombination } from '../metric.ts';
import { PERCENT, type QuietRule, RATIO, SCORE } from './measure-sql.ts';
import { roundedSql } from './number-sql.ts';

/** A metric that another stands on, as columns. */
interface Input {
  readonly value: string;
  readonly idle: string;
  readonly type: FieldType;
}

/** The figure of a ratio or a score, and whether nothing was done at all. */
export function combinationSql(
  measure: MetricCombination,
  input: (metric: Metric) => Input,
): { readonly value: string; readonly idle: string } {
  if (measure.kind === 'ratio') {
    const [of, to] = [input(measure.of), input(measure.to)];
    const [times, scale] = measure.as === 'percent' ? (['100 * ', 2] as const) : (['', 4] as const);
    const value = roundedSql(`${times}${double(of)} / nullif(${double(to)}, 0)`, scale);
    return { value, idle: `(${of.idle} AND ${to.idle})` };
  }
  const inputs = measure.inputs.map(({ metric, weight, cap }) => ({ ...input(metric), weight, cap }));
  const earned = inputs.map(
    (one) => `${one.weight} * least(greatest(coalesce(${double(one)}, 0), 0), ${one.cap}) / ${one.cap}`,
  );
  const weights = inputs.reduce((sum, { weight }) => sum + weight, 0);
  return {
    // Rounded twice: a sum of shares may be off by more than its last place, and 12.499999999999998 is 12.5.
    value: `CAST(${roundedSql(`round(100 * (${earned.join(' + ')}) / ${weights}, 9)`, 0)} AS BIGINT)`,
    idle: `(${inputs.map(({ idle }) => idle).join(' AND ')})`,
  };
}

/** The field that a combination fills. */
export function combinedField(
  measure: Pick<MetricCombination, 'kind'> & { readonly as?: 'number' | 'percent' },
): FieldType {
  if (measure.kind === 'score') return SCORE;
  return measure.as === 'percent' ? PERCENT : RATIO;
}

/** Nothing divided by nothing is not 0. */
export function quietRuleOfCombination({ kind }: Pick<MetricCombination, 'kind'>): QuietRule {
  return kind === 'score' ? 'by-setting' : 'always-nothing';
}

function double({ value, type }: Input): string {
  return `CAST(${type.kind === 'Checkbox' ? `CAST(${value} AS INTEGER)` : value} AS DOUBLE)`;
}
