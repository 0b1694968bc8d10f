import { counted, number } from '../base/counted.ts';
import type { JoinReport, Verdict } from '../pull/join-check/check-join.ts';
import type { List } from '../pull/join-check/list-findings.ts';
import type { PairMeasure, SideMeasure } from '../pull/join-check/measure-pair.ts';
import type { Look } from './look.ts';

type Shown = JoinReport & {
  /** Findings of each kind that are shown. */
  readonly limit: number;
};

export function showJoin(report: Shown, look: Look): string {
  const { key, tried, proposed, verdict, price, credits } = report;
  return [
    look.paint('bold', `Contact.${key.field} = "${key.property}" of Heap (${KINDS[key.kind]})`),
    sidesTable(key, look),
    look.paint(verdict === 'fit' ? 'good' : 'bad', look.wrap(verdictText(report))),
    ...(verdict === 'fit' ? [] : NEXT[verdict].map((step) => look.wrap(`- ${step}`, 2))),
    ...findingLines(report, look),
    ...pairLines('Tried beside it', tried, look),
    ...pairLines(verdict === 'fit' ? 'Would match more users' : 'Would be fit', proposed, look),
    ...(proposed.length === 0 ? [] : [`In heap.config.yaml: join: { contact: ${yamlOf(proposed[0]!)} }`]),
    look.paint('dim', `${counted(price.rows, 'contact')} read. Credits: ${number(credits)}.`),
  ].join('\n');
}

const KINDS: Readonly<Record<PairMeasure['kind'], string>> = {
  email: 'e-mail addresses, in any case',
  id: 'Ids of 15 or 18 characters',
  number: 'numbers',
  exact: 'letter by letter',
};

function sidesTable({ contacts, users }: PairMeasure, look: Look): string {
  const row = (name: string, figure: (side: SideMeasure) => number | string) => [name, figure(contacts), figure(users)];
  return look.table(
    [{ head: '' }, { head: 'Contacts', align: 'right' }, { head: 'Heap users', align: 'right' }],
    [
      row('all', ({ all }) => all),
      row('without a key', ({ blank }) => blank),
      row('different keys', ({ keys }) => keys),
      row('sharing their key', ({ shared }) => shared),
      row('matched', ({ matched }) => matched),
      row('matched of those with a key', ({ matchRate }) => `${matchRate} %`),
    ],
  );
}

function verdictText({ verdict, key, least }: JoinReport): string {
  const { percent, withKey, alone } = key.uniqueness;
  const unique = `${percent} % of ${counted(withKey, 'contact')} with a key have it to themselves`;
  switch (verdict) {
    case 'fit':
      return `The key is fit: ${unique} (at least ${least} % are asked for).`;
    case 'not-unique':
      return `The key is refused: only ${unique}, ${number(alone)} of them, and pull.uniqueness asks for ${least} %.`;
    case 'no-match':
      return 'The key is refused: no Heap user has a key that a contact has.';
    case 'no-keys':
      return key.contacts.keys === 0
        ? 'The key is refused: no contact has one.'
        : 'The key is refused: no Heap user has one.';
  }
}

const NEXT: Readonly<Record<Exclude<Verdict, 'fit'>, readonly string[]>> = {
  'not-unique': [
    'Merge the duplicates in Salesforce, or name another field under join: in heap.config.yaml.',
    'Or ask for less: pull.uniqueness. Of contacts that share a key the one updated last then counts.',
  ],
  'no-match': ['Check that export and org belong together, or name another pair under join: in heap.config.yaml.'],
  'no-keys': ['Fill it, or name another pair under join: in heap.config.yaml.'],
};

function findingLines({ findings, limit, file }: Shown, look: Look): readonly string[] {
  const { contacts, users, near } = findings;
  const part = <Row>(
    list: List<Row>,
    title: string,
    heads: readonly string[],
    cells: (row: Row) => readonly string[],
  ) => {
    if (list.total === 0) return [];
    const shown = list.rows.slice(0, limit);
    const rest = list.total - shown.length;
    return [
      '',
      `${title}: ${number(list.total)}`,
      look.table(
        heads.map((head) => ({ head, ...(/^(?:Contact|Other)$/.test(head) && { whole: true as const }) })),
        shown.map(cells),
      ),
      ...(rest > 0 && file === undefined ? [`${number(rest)} more: --limit N, --json, or --csv PATH for all.`] : []),
    ];
  };
  return [
    ...part(contacts, 'Contacts that share a key (the first was updated last)', ['Key', 'Contact', 'Other'], (row) => [
      row.key,
      row.id,
      row.otherId,
    ]),
    ...part(users, 'Heap users that share a key', ['Key', 'Identity', 'Other identity'], (row) => [
      row.key,
      row.identity,
      row.otherIdentity,
    ]),
    ...part(
      near,
      'Keys that differ in case or blanks only',
      ['Identity', 'In Heap', 'In Salesforce', 'Contact'],
      (row) => [row.identity, JSON.stringify(row.value), JSON.stringify(row.contactValue), row.id],
    ),
    ...(file === undefined ? [] : ['', `All findings are in ${file}.`]),
    '',
  ];
}

function pairLines(title: string, pairs: readonly PairMeasure[], look: Look): readonly string[] {
  if (pairs.length === 0) return [];
  return [
    look.table(
      [
        { head: title },
        { head: 'Heap property' },
        { head: 'Contacts', align: 'right' },
        { head: 'Users', align: 'right' },
        { head: 'Unique', align: 'right' },
      ],
      pairs.map(({ field, property, contacts, users, uniqueness }) => [
        field,
        property,
        sideText(contacts),
        sideText(users),
        `${uniqueness.percent} %`,
      ]),
    ),
    '',
  ];
}

function sideText({ matched, matchRate }: SideMeasure): string {
  return `${number(matched)} (${matchRate} %)`;
}

function yamlOf({ field, property }: PairMeasure): string {
  const name = /^[a-z_][\w-]*$/i.test(property) ? property : JSON.stringify(property);
  return `{ heap: ${name}, salesforce: ${field} }`;
}
