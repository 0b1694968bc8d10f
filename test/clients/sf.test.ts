import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { copyProject, type ProjectCopy } from '../support/project.ts';
import { accounts, accountUsageCsv, sampleSeed } from '../support/sample-rows.ts';
import { makeSfHome, runSf, type SfAnswer, type SfHome } from '../support/sf-home.ts';

let org: TestOrg;
let home: SfHome;
let project: ProjectCopy;

beforeAll(async () => {
  [org, home, project] = await Promise.all([openTestOrg({ seed: sampleSeed }), makeSfHome(), copyProject()]);
});
afterAll(async () => {
  await org.close();
  await Promise.all([home.remove(), project.remove()]);
});

/** Runs `sf … --json` in the project, and expects it to go well. */
async function sf(command: string, more: readonly string[] = [], env: Record<string, string> = {}): Promise<unknown> {
  const answer = await runSf([...command.split(' '), ...more, '--json'], { home, cwd: project.folder, env });
  return wellDone(answer).json().result;
}

function wellDone(answer: SfAnswer): SfAnswer {
  if (answer.exitCode !== 0) throw new Error(`exit code ${answer.exitCode}\n${answer.stdout}\n${answer.stderr}`);
  return answer;
}

describe('the unmodified sf on a local org', () => {
  it('logs in with an access token', async () => {
    const result = await sf('org login access-token --no-prompt --alias local --instance-url', [org.url], {
      SF_ACCESS_TOKEN: org.accessToken(),
    });
    expect(result).toMatchObject({ username: 'admin@heap.local', orgId: org.organizationId });
  });

  it('is turned away with a token that nobody gave it', async () => {
    const answer = await runSf(['org', 'login', 'access-token', '--no-prompt', '--instance-url', org.url, '--json'], {
      home,
      env: { SF_ACCESS_TOKEN: `${org.organizationId}!AAAAAAAAAAAAAAAAAAAAAAAA` },
    });
    expect(answer.exitCode).not.toBe(0);
    expect(answer.stdout).toContain('Bad_OAuth_Token');
  });

  it('deploys force-app', async () => {
    const result = (await sf('project deploy start --target-org local --source-dir force-app')) as {
      status: string;
      files: readonly { fullName: string; state: string }[];
    };
    expect(result.status).toBe('Succeeded');
    expect(result.files.map(({ fullName }) => fullName)).toEqual(
      expect.arrayContaining([
        'Heap_Account_Usage__c',
        'Heap_Contact_Usage__c.Contact_Id__c',
        'Heap_Usage_Sync',
        'Heap_Connecting_User',
      ]),
    );
    expect(result.files.filter(({ state }) => state !== 'Created')).toEqual([]);
  });

  it('deploys it again, to no change', async () => {
    const result = (await sf('project deploy start --target-org local --source-dir force-app')) as {
      status: string;
      files: readonly { state: string }[];
    };
    expect(result.status).toBe('Succeeded');
    expect(result.files.filter(({ state }) => state === 'Created')).toEqual([]);
  });

  it('assigns permission sets', async () => {
    const names = ['Heap_Connecting_User', 'Heap_Usage_Sync', 'Heap_Metric_Access'];
    const words = names.flatMap((name) => ['--name', name]);
    const result = await sf(`org assign permset --target-org local --on-behalf-of ${connectingUser}`, words);
    expect(result).toMatchObject({ failures: [], successes: names.map((value) => ({ name: connectingUser, value })) });
  });

  it('logs the connecting user in with a signed assertion (JWT), now that it may use the API', async () => {
    const { clientId, privateKeyFile } = org.jwt;
    const words = ['--client-id', clientId, '--jwt-key-file', privateKeyFile, '--instance-url', org.url];
    const result = await sf(`org login jwt --alias sync --username ${connectingUser}`, words);
    expect(result).toMatchObject({ username: connectingUser, orgId: org.organizationId });
  });

  it('bulk-upserts usage rows as the connecting user', async () => {
    await writeFile(join(project.folder, 'usage.csv'), accountUsageCsv());
    const words = 'data upsert bulk --target-org sync --sobject Heap_Account_Usage__c --external-id Account_Id__c';
    const result = await sf(`${words} --file usage.csv --line-ending LF --wait 5`);
    expect(result).toMatchObject({
      jobInfo: { state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 0 },
    });
  });

  it('queries them, in each form', async () => {
    const soql = 'SELECT Account_Id__c, Account__r.Name FROM Heap_Account_Usage__c ORDER BY Account__r.Name';
    const result = (await sf('data query --target-org sync --query', [soql])) as {
      records: readonly { Account_Id__c: string; Account__r: { Name: string } }[];
    };
    expect(result.records.map((row) => [row.Account_Id__c, row.Account__r.Name])).toEqual(
      accounts.map(({ Id, Name }) => [Id, Name]),
    );

    const human = wellDone(
      await runSf(['data', 'query', '-o', 'sync', '--query', soql], { home, cwd: project.folder }),
    );
    expect(human.stdout).toContain('Initech 🎉');
    expect(human.stdout).toContain('Total number of records retrieved: 3');

    const words = [
      'data',
      'query',
      '-o',
      'sync',
      '--result-format',
      'csv',
      '--output-file',
      'rows.csv',
      '--query',
      soql,
    ];
    wellDone(await runSf(words, { home, cwd: project.folder }));
    const [header, ...lines] = (await readFile(join(project.folder, 'rows.csv'), 'utf8')).trim().split('\n');
    expect(header?.trim()).toBe('Account_Id__c,Account__r.Name');
    expect(lines).toHaveLength(3);
  });

  it('sees a row refused that belongs to no account', async () => {
    await writeFile(join(project.folder, 'bad.csv'), 'Account_Id__c,Account__c\nx,001000000000000AAA\n');
    const words = 'data upsert bulk --target-org sync --sobject Heap_Account_Usage__c --external-id Account_Id__c';
    const answer = await runSf([...`${words} --file bad.csv --line-ending LF --wait 5 --json`.split(' ')], {
      home,
      cwd: project.folder,
    });
    expect(answer.exitCode).not.toBe(0);
    const [row] = await rows(`SELECT COUNT(Id) total FROM Heap_Account_Usage__c`);
    expect(row).toMatchObject({ total: 3 });
  });
});

async function rows(soql: string): Promise<readonly unknown[]> {
  return ((await sf('data query --target-org local --query', [soql])) as { records: readonly unknown[] }).records;
}
