import type { PullSettings } from '../config/settings.ts';
import type { ShownField, ShownFields, ShownProperty } from './fields-show.ts';
import type { Look, Paint } from './look.ts';

const PAINTS: Readonly<Record<ShownField['state'], Paint>> = { fine: 'good', gone: 'bad', 'cannot be sent': 'bad' };

export function showChosen({ fields, rules }: ShownFields, look: Look): string {
  if (fields.length === 0 || rules === undefined) {
    return 'No field is chosen. See what there is: heap-sf fields list. Choose: heap-sf fields select';
  }
  const lines = fields.flatMap(({ level, field, state, properties, pulledAt }) =>
    properties.flatMap((property, place) => [
      [
        place === 0 ? ({ text: `${level} ${field}`, paint: 'bold' } as const) : ' ',
        property.name,
        place === 0 ? ({ text: state, paint: PAINTS[state] } as const) : ' ',
      ],
      [kindWords(property), sampleWords(property), place === 0 ? momentWords(pulledAt) : ' '],
    ]),
  );
  const gone = fields.flatMap(({ state, field }) => (state === 'gone' ? [field] : []));
  const lost = fields.flatMap(({ because, goneSince, actions = [] }) =>
    because === undefined
      ? []
      : [
          look.wrap(goneSince === undefined ? because : `${because} Gone since ${momentWords(goneSince)} UTC.`),
          ...actions.map((action) => look.wrap(action, 2)),
        ],
  );
  return [
    look.table(
      [{ head: 'Field', whole: true }, { head: 'In Heap' }, { head: 'State, pulled (UTC)', whole: true }],
      lines,
    ),
    ...lost,
    ...(gone.length === 0 ? [] : [look.wrap(`What is gone for good: heap-sf fields drop ${gone.join(' ')}`)]),
    look.wrap(nullWords(rules.nulls)),
    look.wrap(
      rules.longValues === 'cut'
        ? 'A value over 1,023 characters is cut to fit, and counted (longValues: cut).'
        : 'A value over 1,023 characters is left out, and counted (longValues: refuse).',
    ),
    ...(fields.some(({ properties }) => properties.some(({ formula }) => formula))
      ? [
          look.wrap(
            `Fields marked "on schedule" change without a trace and are read again of all records: formulas: ${rules.formulas}.`,
          ),
        ]
      : []),
  ].join('\n');
}

/** The minute in UTC. */
function momentWords(moment: string | undefined): string {
  return moment === undefined ? 'not yet' : moment.slice(0, 16).replace('T', ' ');
}

function kindWords({ type, formula }: ShownProperty): string {
  return [type ?? ' ', ...(formula ? ['on schedule'] : [])].join(', ');
}

function sampleWords({ type, sample }: ShownProperty): string {
  if (type === undefined) return ' ';
  if (sample === undefined) return 'no value of late';
  return `${sample.overLong ? 'over-long: ' : ''}${sample.json ?? 'nothing'}`;
}

function nullWords(nulls: PullSettings['nulls']): string {
  if (nulls.kind === 'skip')
    return 'A field that is emptied sends nothing, and Heap keeps the old value (nulls: skip).';
  return nulls.text === ''
    ? 'A field that is emptied sends an empty text (nulls: empty).'
    : `A field that is emptied sends the word "${nulls.text}" (nulls: { word: … }).`;
}
