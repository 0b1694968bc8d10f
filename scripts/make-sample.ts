import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeActivity } from './sample/activity.ts';
import { makePeople } from './sample/people.ts';
import { randomFrom } from './sample/random.ts';
import { sampleReadme } from './sample/readme.ts';
import { accountsCsv, contactsCsv } from './sample/records-csv.ts';
import { writeExport } from './sample/write-export.ts';

/** Makes the sample: a Heap Connect export, and the accounts and contacts that it belongs to. The same each time. */
export async function makeSample(folder: string): Promise<void> {
  const people = makePeople(randomFrom(1));
  const activity = makeActivity(randomFrom(2), people.users);
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'export'), { recursive: true, force: true });
  const dumps = await writeExport(join(folder, 'export'), people.users, activity);
  await writeFile(join(folder, 'accounts.csv'), accountsCsv(people));
  await writeFile(join(folder, 'contacts.csv'), contactsCsv(people));
  await writeFile(join(folder, 'README.md'), sampleReadme(people, activity, dumps));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await makeSample(resolve(import.meta.dirname, '../config/sample'));
}
