import { counted, number } from '../base/counted.ts';
import type { FieldSelection } from './fields-select.ts';
import type { Look } from './look.ts';

export function showSelection({ configFile, selected, dropped, prices }: FieldSelection, look: Look): string {
  if (selected.length + dropped.length === 0) return 'Nothing was changed.';
  const fields = selected.map(({ level, field, properties, status, granted }) => [
    { text: `${level} ${field}`, paint: 'bold' } as const,
    properties.join(', '),
    { text: granted ? `${status}, granted` : status, paint: status === 'as it was' ? 'dim' : 'good' } as const,
  ]);
  const formulas = selected.filter(({ formula, status }) => formula && status === 'added').map(({ field }) => field);
  const renamed = selected.filter(({ status }) => status === 'changed').map(({ field }) => field);
  return [
    ...(fields.length === 0
      ? []
      : [look.table([{ head: 'Field', whole: true }, { head: 'In Heap' }, { head: '', whole: true }], fields)]),
    ...dropped.map(({ level, field }) => look.wrap(`${level} ${field} is no longer sent. Its values stay in Heap.`)),
    ...(formulas.length === 0
      ? []
      : [
          look.wrap(
            `${formulas.join(', ')}: changes without a trace in the record, and is read again as "formulas" says.`,
          ),
        ]),
    ...(renamed.length === 0
      ? []
      : [look.wrap(`${renamed.join(', ')}: values sent under the old name or form stay in Heap as they are.`)]),
    ...Object.entries(prices).map(([level, { records, credits, since }]) =>
      look.wrap(
        `The first pull reads the new ${level} fields of ${number(records)} records updated since ${since.slice(0, 10)}: at most ${counted(credits, 'credit')}.`,
      ),
    ),
    ...(selected.every(({ status }) => status === 'as it was') && dropped.length === 0
      ? [look.wrap(`${configFile} says so already.`)]
      : [look.wrap(`Written to ${configFile}`)]),
  ].join('\n');
}
