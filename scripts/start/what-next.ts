import type { Look } from '../../src/commands/look.ts';

const QUERY = 'SELECT Account__r.Name, Sessions_Past_7_Days__c FROM Heap_Account_Usage__c LIMIT 5';

/** Commands to look around with, which work as printed from the root of this checkout. */
export function whatNext(look: Look): string {
  const line = (command: string) => `  ${look.paint('bold', command)}`;
  return [
    '\nLook around. Start the same org again, and leave it running:',
    line('npm run -s heap-sf -- org start'),
    'Then in another terminal, with the sf of this checkout:',
    line(`npx sf data query -o heap-local -q "${QUERY}"`),
    line('npx sf sobject describe -o heap-local -s Heap_Contact_Usage__c'),
    line('npx sf org list metadata -o heap-local -m CustomField'),
    'And with our own commands, whether the org runs or not:',
    line('npm run -s heap-sf -- metrics plan'),
    line('npm run -s heap-sf -- runs show latest'),
    line('npm run -s heap-sf -- fields show'),
    line('npm run -s heap-sf -- local-heap info'),
    'Start over with: npm start -- --fresh',
  ].join('\n');
}
