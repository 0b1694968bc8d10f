import { expect } from 'vitest';
import { askAll, type Bare, bare, type Case } from './case.ts';
import type { ContractOrg } from './contract-org.ts';
import { deploy, linesOf, type Members, metadata, problemsOf, remove } from './deployment.ts';
import { fresh } from './ground.ts';
import { element, soapCall } from './soap.ts';
import { pages } from './sources.ts';

/** Deploys, looks, and takes away again. */
async function tried<T>(
  org: ContractOrg,
  members: Members,
  files: Readonly<Record<string, string>>,
  look: (lines: readonly string[]) => Promise<T>,
): Promise<T> {
  const deployed = await deploy(org, members, files);
  if (!deployed.success) throw new Error(problemsOf(deployed).join(' · '));
  try {
    return await look(linesOf(deployed));
  } finally {
    await remove(org, members);
  }
}

const read = (org: ContractOrg, type: string, name: string) =>
  soapCall(org, 'm', `<readMetadata><type>${type}</type><fullNames>${name}</fullNames></readMetadata>`);

const listed = (org: ContractOrg, type: string) =>
  soapCall(org, 'm', `<listMetadata><queries><type>${type}</type></queries></listMetadata>`);

const site = (url: string): string =>
  metadata(
    'RemoteSiteSetting',
    `<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>${url}</url>`,
  );

const cases: readonly Case<Bare>[] = [
  {
    belief: 'a label lies in the one file of all labels, and is a component by its own name',
    source: pages.customLabels,
    ask: async ({ org }) => {
      const name = fresh('Label');
      const xml = metadata(
        'CustomLabels',
        `<labels><fullName>${name}</fullName><language>en_US</language><protected>true</protected><shortDescription>Hello</shortDescription><value>Hello &amp; welcome</value></labels>`,
      );
      return tried(org, { CustomLabel: [name] }, { 'labels/CustomLabels.labels': xml }, async (lines) => {
        const list = (await listed(org, 'CustomLabel')).text;
        return [
          lines.includes(`created CustomLabel ${name}`),
          list.includes(`<fullName>${name}</fullName>`) && list.includes('labels/CustomLabels.labels'),
          element(await read(org, 'CustomLabel', name), 'value'),
        ];
      });
    },
    answer: () => [true, true, 'Hello &amp; welcome'],
  },
  {
    belief: 'a static resource is a file and its description beside it, and comes back as the same bytes',
    source: pages.staticResource,
    ask: async ({ org }) => {
      const name = fresh('Resource');
      const files = {
        [`staticresources/${name}.resource`]: 'some bytes',
        [`staticresources/${name}.resource-meta.xml`]: metadata(
          'StaticResource',
          '<cacheControl>Public</cacheControl><contentType>text/plain</contentType>',
        ),
      };
      return tried(org, { StaticResource: [name] }, files, async () => {
        const content = element(await read(org, 'StaticResource', name), 'content') ?? '';
        return Buffer.from(content, 'base64').toString();
      });
    },
    answer: () => 'some bytes',
  },
  {
    belief: 'a remote site has an address',
    source: pages.remoteSite,
    ask: async ({ org }) => {
      const name = fresh('Site');
      const files = { [`remoteSiteSettings/${name}.remoteSite`]: site('no address') };
      return problemsOf(await deploy(org, { RemoteSiteSetting: [name] }, files, { checkOnly: true })).length;
    },
    answer: () => 1,
  },
  {
    belief: 'a report type stands on an object that is there',
    source: pages.reportType,
    ask: async ({ org }) => {
      const name = fresh('Report');
      const xml = metadata(
        'ReportType',
        '<baseObject>Never_There__c</baseObject><category>other</category><deployed>true</deployed><label>X</label>',
      );
      const files = { [`reportTypes/${name}.reportType`]: xml };
      return problemsOf(await deploy(org, { ReportType: [name] }, files, { checkOnly: true }));
    },
    answer: () => [expect.stringContaining('Never_There__c')],
  },
];

askAll(bare, cases);
