import { Mistake } from '../base/errors.ts';
import { LOOKBACK_FORMS, parseLookback } from './lookback.ts';
import { COUNTING_MEASURES, PLAIN_MEASURES, PROPERTY_MEASURES } from './measure-schema.ts';
import { CONDITION_TESTS } from './metric-schema.ts';
import type {
  Combination,
  Condition,
  CountedMetricSettings,
  Lookback,
  Measure,
  MetricSettings,
  NumberMeasure,
  ScoreInput,
} from './metric-settings.ts';
import type { Problem } from './problems.ts';
import type { ConfigFile } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

type MetricForm = NonNullable<ConfigFile['metrics']>[number];
type ConditionForm = NonNullable<MetricForm['where']>[number];
type ScoreForm = Extract<MetricForm['measure'], { readonly score: unknown }>;
type ChangeForm = Extract<MetricForm['measure'], { readonly change: unknown }>;

/** The metrics of the file; a lookback or condition that means nothing is a Mistake that names the metric. */
export function readMetrics({ metrics = [] }: ConfigFile, file: YamlFile, path: string): MetricSettings[] {
  const problems: Problem[] = [];
  const read = metrics.map((form, index): MetricSettings => {
    const wrong: Wrong = (below, because) => {
      problems.push({ ...file.at(['metrics', index, ...below]), because: `Metric "${form.name}": ${because}` });
    };
    const { name, level, quiet, field, history } = form;
    const names = {
      name,
      level,
      ...(quiet !== undefined && { quiet }),
      ...(field !== undefined && { field }),
      ...(history !== undefined && { history }),
      at: file.at(['metrics', index]),
    };
    const measure = measureOf(form.measure);
    return measure.kind === 'ratio' || measure.kind === 'score'
      ? { ...names, measure }
      : { ...names, ...counted(form, measure, wrong) };
  });
  if (problems.length > 0) throw definitionMistake(path, problems);
  return read;
}

type Wrong = (below: readonly (string | number)[], because: string) => void;

function counted(form: MetricForm, measure: Measure, wrong: Wrong): Omit<CountedMetricSettings, 'name' | 'level'> {
  const lookback = lookbackOf(form.lookback ?? 'all', (because) => wrong(['lookback'], because));
  if (measure.kind === 'change' && lookback.kind === 'all') {
    wrong(['lookback'], 'all time has no window before it that a change could be held against. Write 7d or the like.');
  }
  return {
    event: form.event ?? '',
    where: (form.where ?? []).flatMap((one, place) => {
      const condition = conditionOf(one);
      if (condition === undefined)
        wrong(['where', place], `the condition on "${one.property}" needs one test, ${TESTS}.`);
      return condition ?? [];
    }),
    measure,
    lookback,
  };
}

/** What a schema cannot say: which keys a metric must have depends on its measure. */
export function metricProblems({ metrics = [] }: ConfigFile, file: YamlFile): Problem[] {
  return metrics.flatMap((form, index) => {
    const { kind } = measureOf(form.measure);
    const combined = kind === 'ratio' || kind === 'score';
    return (['event', 'where', 'lookback'] as const).flatMap((key): Problem[] => {
      const given = form[key] !== undefined;
      const path = ['metrics', index, key];
      if (combined && given) {
        const because = `metrics[${index + 1}].${key} means nothing for a ${kind}: the metrics that it names have theirs`;
        return [{ ...file.atKey(path), because }];
      }
      if (combined || given || key === 'where') return [];
      return [{ ...file.at(path), because: `metrics[${index + 1}].${key} is missing` }];
    });
  });
}

const TESTS = Object.keys(CONDITION_TESTS).join(', ');

function conditionOf({ property, ...tests }: ConditionForm): Condition | undefined {
  const given = Object.entries(CONDITION_TESTS).flatMap(([key, test]) => {
    const value = tests[key as keyof typeof tests];
    return value === undefined ? [] : [{ property, test, value }];
  });
  return given.length === 1 ? given[0] : undefined;
}

function measureOf(form: MetricForm['measure']): Measure | Combination {
  if (typeof form === 'string') return { kind: PLAIN_MEASURES[form] };
  if ('ratio' in form) return { kind: 'ratio', ...form.ratio, as: form.as ?? 'number' };
  if ('score' in form) return { kind: 'score', inputs: form.score.map(inputOf) };
  if ('change' in form) return { kind: 'change', of: numberMeasureOf(form.change), as: form.as };
  return 'most frequent' in form
    ? { kind: PROPERTY_MEASURES['most frequent'], property: form['most frequent'] }
    : numberMeasureOf(form);
}

function inputOf({ metric, weight = 1, cap }: ScoreForm['score'][number]): ScoreInput {
  return { metric, weight, ...(cap === undefined ? {} : { cap }) };
}

function numberMeasureOf(form: ChangeForm['change']): NumberMeasure {
  if (typeof form === 'string') return { kind: COUNTING_MEASURES[form] };
  if ('sum' in form) return { kind: 'sum', property: form.sum };
  if ('min' in form) return { kind: 'min', property: form.min };
  return 'max' in form ? { kind: 'max', property: form.max } : { kind: 'average', property: form.average };
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
