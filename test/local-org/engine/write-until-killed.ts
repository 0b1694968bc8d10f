import { insert, openOrg } from './org.ts';

/** Writes batches of a hundred accounts into the file it is given, and tells of each, until it is killed. */
const { engine, admin } = openOrg({ file: process.argv[2]! });
for (let batch = 1; ; batch++) {
  engine.transaction(() => {
    for (let row = 0; row < 100; row++) insert(admin, 'Account', { Name: `Batch ${batch}` });
  });
  await new Promise<void>((resolve) => process.send?.(batch, () => resolve()));
}
