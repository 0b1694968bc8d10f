import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../org-snapshots.ts';
import type { OrgOrigin } from '../running-org.ts';

/** What a server keeps of a further org beside the org's own file. */
export interface OrgNote {
  readonly organizationId: string;
  readonly name: string;
  readonly usernameSuffix: string;
  readonly serial: number;
  readonly dailyApiRequests?: number;
  readonly dataStorageMb?: number;
  /** Named where it is not one of a local org's. */
  readonly administrator?: string;
  readonly origin?: OrgOrigin;
}

const noteName = 'org.json';

export const putNote = (folder: string, note: OrgNote): void =>
  writeWhole(join(folder, noteName), JSON.stringify(note));

export const dropNote = (folder: string): void => rmSync(join(folder, noteName), { force: true });

/** The orgs that were made whole, oldest first; what a process left half made is cleared away. */
export function notedOrgs(root: string): readonly { readonly note: OrgNote; readonly folder: string }[] {
  if (!existsSync(root)) return [];
  const found: { readonly note: OrgNote; readonly folder: string }[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    const file = join(folder, noteName);
    if (!entry.isDirectory() || !/^00D[0-9A-Za-z]{15}$/.test(entry.name)) continue;
    if (existsSync(file)) found.push({ note: JSON.parse(readFileSync(file, 'utf8')) as OrgNote, folder });
    else rmSync(folder, { recursive: true, force: true });
  }
  return found.sort((one, other) => one.note.serial - other.note.serial);
}
