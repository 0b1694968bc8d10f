import { Mistake } from '../base/errors.ts';
import { LOOKBACK_FORMS, parseLookback } from './lookback.ts';
import { CONDITION_TESTS, PLAIN_MEASURES } from './metric-schema.ts';
import type { Problem } from './problems.ts';
import type { ConfigFile } from './schema.ts';
import type { Condition, Lookback, Measure, MetricSettings } from './settings.ts';
import type { YamlFile } from './yaml-file.ts';

type MetricForm = ConfigFile['metrics'][number];
type ConditionForm = NonNullable<MetricForm['where']>[number];

/** The metrics of the file; a lookback or condition that means nothing is a Mistake that names the metric. */
export function readMetrics({ metrics }: ConfigFile, file: YamlFile, path: string): MetricSettings[] {
  const problems: Problem[] = [];
  const read = metrics.map((metric, index): MetricSettings => {
    const wrong = (below: readonly (string | number)[], because: string) =>
      problems.push({ ...file.at(['metrics', index, ...below]), because: `Metric "${metric.name}": ${because}` });
    return {
      name: metric.name,
      level: metric.level,
      event: metric.event,
      where: (metric.where ?? []).flatMap((form, place) => {
        const condition = conditionOf(form);
        if (condition === undefined)
          wrong(['where', place], `the condition on "${form.property}" needs one test, ${TESTS}.`);
        return condition ?? [];
      }),
      measure: measureOf(metric.measure),
      lookback: lookbackOf(metric.lookback, (because) => wrong(['lookback'], because)),
      ...(metric.field !== undefined && { field: metric.field }),
      ...(metric.history !== undefined && { history: metric.history }),
      at: file.at(['metrics', index]),
    };
  });
  if (problems.length > 0) throw definitionMistake(path, problems);
  return read;
}

const TESTS = Object.keys(CONDITION_TESTS).join(', ');

function conditionOf({ property, ...tests }: ConditionForm): Condition | undefined {
  const given = Object.entries(CONDITION_TESTS).flatMap(([key, test]) => {
    const value = tests[key as keyof typeof tests];
    return value === undefined ? [] : [{ property, test, value }];
  });
  return given.length === 1 ? given[0] : undefined;
}

function measureOf(measure: MetricForm['measure']): Measure {
  return typeof measure === 'string' ? { kind: PLAIN_MEASURES[measure] } : { kind: 'sum', property: measure.sum };
}

function lookbackOf(text: string, wrong: (because: string) => void): Lookback {
  const parsed = parseLookback(text);
  if (parsed.status === 'fine') return parsed.lookback;
  wrong(`the lookback "${text}" cannot be: ${parsed.because}.`);
  return { kind: 'all' };
}

function definitionMistake(path: string, problems: readonly Problem[]): Mistake {
  const lines = problems.map(({ line, column, because }) => `${because} (${path}:${line}:${column})`);
  return new Mistake({
    trouble: 'definition',
    message: lines.join('\n'),
    actions: [`Mend the metric in the file. Lookbacks are ${LOOKBACK_FORMS}.`],
    facts: { file: path, problems },
  });
}
