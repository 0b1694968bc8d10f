import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this project. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

export interface ProjectCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

/** The Salesforce side of this project in a folder of its own, where `sf` may leave its own files. */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'project-'));
  for (const part of ['force-app', 'sfdx-project.json', '.forceignore', 'config/project-scratch-def.json']) {
    await cp(join(projectFolder, part), join(folder, part), { recursive: true });
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
