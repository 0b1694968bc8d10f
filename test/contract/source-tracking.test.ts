import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import { type ContractOrg, coded, type Reply, soql } from './contract-org.ts';
import { deploy, metadata } from './deployment.ts';
import { known, pages } from './sources.ts';

const describePath = 'tooling/sobjects/SourceMember/describe';
const label = (text: string) =>
  [
    { CustomLabels: ['CustomLabels'] },
    {
      'labels/CustomLabels.labels': metadata(
        'CustomLabels',
        `<labels><fullName>Tracked</fullName><language>en_US</language><protected>false</protected>
         <shortDescription>Tracked</shortDescription><value>${text}</value></labels>`,
      ),
    },
  ] as const;

async function member(org: ContractOrg): Promise<Reply['json']> {
  const columns = 'Id, MemberType, MemberName, MemberIdOrName, RevisionCounter, IsNameObsolete, IsNewMember, ChangedBy';
  const query = soql(`SELECT ${columns} FROM SourceMember WHERE MemberName = 'Tracked'`);
  return (await org.call('GET', `tooling/${query}`)).json.records[0];
}

const tracking: readonly Case<Bare>[] = [
  {
    belief: 'an org that tracks its source describes SourceMember in Tooling, and there alone',
    source: pages.sourceMember,
    needs: 'control',
    ask: async ({ org }) => [
      (await org.call('GET', describePath)).json.name,
      coded(await org.call('GET', soql('SELECT Id FROM SourceMember'))),
    ],
    answer: () => ['SourceMember', [400, 'INVALID_TYPE']],
  },
  {
    belief: 'a deployed component has its row when the deployment is over, with the user who deployed it',
    source: pages.sourceTracking,
    needs: 'control',
    ask: async ({ org }) => {
      await deploy(org, ...label('One'));
      return member(org);
    },
    answer: () =>
      expect.objectContaining({
        MemberType: 'CustomLabel',
        IsNameObsolete: false,
        IsNewMember: true,
        ChangedBy: expect.stringMatching(/^005\w{12}$/),
      }),
  },
  {
    belief: 'the counter rises with each change, and not for what is as it was',
    source: pages.sourceTracking,
    needs: 'control',
    ask: async ({ org }) => {
      const counters: number[] = [];
      for (const text of ['Two', 'Two', 'Three']) {
        await deploy(org, ...label(text));
        counters.push((await member(org)).RevisionCounter);
      }
      const [first = 0, same = 0, next = 0] = counters;
      return [same === first, next > same];
    },
    answer: () => [true, true],
  },
  {
    belief: 'a client may set the counter, which sf does when a scratch org is made',
    source: pages.sfdxCore,
    needs: 'control',
    ask: async ({ org }) => {
      await deploy(org, ...label('Four'));
      const { Id } = await member(org);
      const { status } = await org.call('PATCH', `tooling/sobjects/SourceMember/${Id}`, { RevisionCounter: 0 });
      return [status, (await member(org)).RevisionCounter];
    },
    answer: () => [204, 0],
  },
  {
    belief: 'what is deleted keeps its row, which says so',
    source: pages.sourceMember,
    needs: 'control',
    ask: async ({ org }) => {
      await deploy(org, ...label('Five'));
      const gone = metadata('Package', '<types><members>Tracked</members><name>CustomLabel</name></types>');
      await deploy(org, {}, { 'destructiveChanges.xml': gone });
      const { IsNameObsolete, IsNewMember } = await member(org);
      return [IsNameObsolete, IsNewMember];
    },
    answer: () => [true, false],
  },
  {
    belief: 'whoever changes the rows of a permission set changes the set',
    source: known,
    needs: 'control',
    ask: async ({ org }) => {
      await org.call('POST', 'sobjects/PermissionSet', { Name: 'Tracked', Label: 'Tracked' });
      const query = soql("SELECT MemberType FROM SourceMember WHERE MemberType = 'PermissionSet'");
      return (await org.call('GET', `tooling/${query}`)).json.totalSize;
    },
    answer: () => 1,
  },
];

askAll(bare, tracking, { kind: 'scratch' });

askAll(
  bare,
  [
    {
      belief: 'an org that does not track its source has no SourceMember',
      source: pages.sfdxCore,
      needs: 'control',
      ask: async ({ org }) => {
        const described = await org.call('GET', describePath);
        const queried = await org.call('GET', `tooling/${soql('SELECT Id FROM SourceMember')}`);
        return [described.status, described.json[0].message, coded(queried)];
      },
      answer: () => [404, 'The requested resource does not exist', [400, 'INVALID_TYPE']],
    },
  ],
  { kind: 'production' },
);
