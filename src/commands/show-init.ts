import type { Started } from './init-project.ts';
import type { Look } from './look.ts';

/** What stands in the file now, and what comes next. */
export function showInit(data: Started, look: Look): string {
  const { join, metrics, fields, heap } = data;
  const rate = join.matchRate === undefined ? '' : ` (${join.matchRate} % of the users with one match)`;
  const facts: readonly (readonly [string, string])[] = [
    ['Org', data.org],
    ['Heap data', data.source],
    [
      'Heap for fields',
      heap === undefined ? 'none yet' : heap === 'local' ? 'the local Heap' : `${heap.appId}, ${heap.environment}`,
    ],
    ['Join key', `Contact.${join.salesforce} = ${join.heap}${rate}`],
    ...metrics.map(({ name, level }, at): [string, string] => [at === 0 ? 'Metrics' : '', `${name}, of each ${level}`]),
    ...fields.map(({ level, field, filled }, at): [string, string] => [
      at === 0 ? 'Fields' : '',
      `${level === 'contact' ? 'Contact' : 'Account'}.${field}${filled === 0 ? '' : ` (${filled} % filled)`}`,
    ]),
  ];
  const widest = Math.max(...data.next.map(({ line }) => line.length));
  return [
    `${look.paint('good', 'Written:')} ${data.configFile}`,
    ...(data.kept === undefined ? [] : [`The one before is kept as ${data.kept}`]),
    ...facts.map(([name, fact]) => `  ${name.padEnd(15)}  ${fact}`),
    'What comes next:',
    ...data.next.map(({ line, does }) => `  ${line.padEnd(widest)}  ${does}`),
  ].join('\n');
}
