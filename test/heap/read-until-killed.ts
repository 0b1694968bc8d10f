import { openExport } from '../../src/heap/open-export.ts';

/** Reads a table of an export and tells of its progress, until somebody kills it. */
const [folder = '', cacheFolder = '', table = ''] = process.argv.slice(2);
const progress = { step() {}, update: (words: string) => void process.stdout.write(`${words}\n`), done() {} };
const source = await openExport({ kind: 'connect', folder }, { cacheFolder, progress });
await source.tables.get(table)!.table();
