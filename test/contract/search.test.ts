import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { known, pages } from './sources.ts';

const search = ({ org }: Bare, text: string) => org.call('GET', `search?q=${encodeURIComponent(text)}`);

const refusal = async (ground: Bare, text: string) => {
  const { status, json } = await search(ground, text);
  return [status, json[0]?.errorCode, json[0]?.message];
};

const malformed = (words: string) => [400, 'MALFORMED_SEARCH', expect.stringContaining(words)];

const cases: readonly Case<Bare>[] = [
  {
    belief: 'what is found comes as search records',
    source: pages.searchResult,
    ask: async (ground) => (await search(ground, 'FIND {nobodyatall} IN NAME FIELDS RETURNING User(Id, Name)')).json,
    answer: () => expect.objectContaining({ searchRecords: [] }),
  },
  {
    belief: 'before version 37 it came as a list',
    source: known,
    ask: async ({ org }) => {
      const text = encodeURIComponent('FIND {nobodyatall} RETURNING User(Id)');
      return (await org.call('GET', `/services/data/v36.0/search?q=${text}`)).json;
    },
    answer: () => [],
  },
  {
    belief: 'words stand between braces',
    source: pages.searchSyntax,
    ask: async (ground) => coded(await search(ground, 'FIND acme')),
    answer: () => [400, 'MALFORMED_SEARCH'],
  },
  {
    belief: 'one letter is too little to look for',
    source: pages.searchShort,
    ask: (ground) => refusal(ground, 'FIND {a}'),
    answer: () => malformed('search term must be longer than one character'),
  },
  {
    belief: 'reserved characters stand behind a backslash',
    source: pages.searchReserved,
    ask: (ground) => refusal(ground, 'FIND {acme|bolt} RETURNING User'),
    answer: () => malformed("ERROR at Row:1:Column:10\nline 1:10 mismatched character '|' expecting '}'"),
  },
  {
    belief: 'a word that does not belong there is named',
    source: pages.searchToken,
    ask: (ground) => refusal(ground, 'FIND {name} IN ALL TYPE RETURNING User(Name)'),
    answer: () => malformed('ERROR at Row:1:Column:19\nMalformed search token: TYPE'),
  },
  {
    belief: 'an object that is not there cannot be searched',
    source: pages.searchSyntax,
    ask: async (ground) => coded(await search(ground, 'FIND {acme} RETURNING Nope__c')),
    answer: () => [400, 'INVALID_TYPE'],
  },
  {
    belief: 'a field that is not there cannot be returned',
    source: pages.searchSyntax,
    ask: async (ground) => coded(await search(ground, 'FIND {acme} RETURNING User(Nope__c)')),
    answer: () => [400, 'INVALID_FIELD'],
  },
  {
    belief: 'operators and parentheses put words together',
    source: pages.searchFind,
    ask: async (ground) =>
      (await search(ground, 'FIND {(nobodyatall OR noneother) AND NOT "any one"} RETURNING User(Id)')).status,
    answer: () => 200,
  },
  {
    belief: 'what is wrong inside RETURNING is shown at its place in the search',
    source: known,
    ask: (ground) => refusal(ground, 'FIND {nobodyatall} RETURNING User(Id, Nope__c)'),
    answer: () => [
      400,
      'INVALID_FIELD',
      expect.stringMatching(/RETURNING User\(Id, Nope__c\)\n +\^\nERROR at Row:1:Column:39\nNo such column 'Nope__c'/),
    ],
  },
  {
    belief: 'RETURNING names an object once, and clauses only behind a field',
    source: pages.searchReturning,
    ask: async (ground) => [
      await refusal(ground, 'FIND {nobodyatall} RETURNING User(Id), User(Name)'),
      await refusal(ground, 'FIND {nobodyatall} RETURNING User(LIMIT 10)'),
    ],
    answer: () => [malformed(''), malformed('')],
  },
  {
    belief: 'rows are passed over of one object only, 2000 at most',
    source: pages.searchOffset,
    ask: async (ground) => [
      await refusal(ground, 'FIND {nobodyatall} RETURNING User(Id OFFSET 1), Account(Id)'),
      await refusal(ground, 'FIND {nobodyatall} RETURNING User(Id OFFSET 2001)'),
    ],
    answer: () => [malformed(''), malformed('SOSL offset should be between 0 to 2000')],
  },
  {
    belief: 'a parameterized search takes its words as they are',
    source: pages.searchParameters,
    ask: async ({ org }) => {
      const query = 'q=nobody-at{all}&sobject=User&User.fields=Id,Name&in=NAME';
      const body = { q: "nobody's | all", in: 'NAME', sobjects: [{ name: 'User', fields: ['Id'], limit: 5 }] };
      return [
        (await org.call('GET', `parameterizedSearch?${query.replace('{', '%7B').replace('}', '%7D')}`)).json,
        (await org.call('POST', 'parameterizedSearch', body)).json,
      ];
    },
    answer: () => [expect.objectContaining({ searchRecords: [] }), expect.objectContaining({ searchRecords: [] })],
  },
];

askAll(bare, cases);
