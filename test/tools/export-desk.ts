import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openTerminal } from '../support/heap-sf.ts';

/** A folder with a configuration whose schedule is exported into it. */
export interface ExportDesk {
  readonly folder: string;
  /** Writes the files of a format, and reads one of them. */
  exported(format: string, file: string): Promise<string>;
  close(): Promise<void>;
}

export async function openExportDesk(): Promise<ExportDesk> {
  const terminal = await openTerminal();
  // A path as people have them: each format quotes it in its own way.
  const folder = await mkdtemp(join(tmpdir(), 'tools 100% '));
  await writeFile(
    join(folder, 'heap.config.yaml'),
    `source: { connect: s3://acme-heap }
pull: { contact: [Title] }
metrics: [{ name: Sessions, level: account, event: session, measure: count, lookback: 7d }]
schedule: { pull: "*/20 8-18 * * mon-fri", push: "30 0 1,15 * 0", zone: Asia/Kolkata }
alerts: { to: [{ webhook: HEAP_HOOK }] }
`,
  );
  return {
    folder,
    async exported(format, file) {
      const { code } = await terminal.run(['schedule', 'export', format, '--output-dir', folder], { cwd: folder });
      expect(code).toBe(0);
      return readFile(join(folder, file), 'utf8');
    },
    async close() {
      await terminal.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
