import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import { fieldKey } from '../metrics/fields/field-key.ts';
import type { FieldGrant } from '../salesforce/field-access.ts';

/** Field access by the name of its permission set. */
export type GrantsBySet = ReadonlyMap<string, readonly FieldGrant[]>;

/** The field access that set-up takes from an org with its deploy, until it has given it back: on disk, since it may end in between. */
export interface OwedGrants {
  /** What an earlier set-up still owes. Mistake when its file is not as it was written. */
  read(): Promise<GrantsBySet>;
  /** Before the deploy. */
  note(grants: GrantsBySet): Promise<void>;
  settle(): Promise<void>;
}

const noteShape = z.record(z.string(), z.array(z.object({ object: z.string(), field: z.string(), edit: z.boolean() })));

export function owedGrants(stateFolder: string, orgId: string): OwedGrants {
  const file = join(stateFolder, 'setup', `owed-${orgId}.json`);
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '{}';
        throw error;
      });
      try {
        return new Map(Object.entries(noteShape.parse(JSON.parse(text))));
      } catch (cause) {
        throw unreadable(file, cause);
      }
    },
    async note(grants) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(grants)));
      await rename(`${file}.new`, file);
    },
    settle: () => rm(file, { force: true }),
  };
}

/** All that either grants; where both speak of a field, the wider access. */
export function mergeGrants(one: GrantsBySet, other: GrantsBySet): GrantsBySet {
  const sets = new Set([...one.keys(), ...other.keys()]);
  return new Map([...sets].map((set) => [set, widest([...(one.get(set) ?? []), ...(other.get(set) ?? [])])]));
}

function widest(grants: readonly FieldGrant[]): readonly FieldGrant[] {
  const byField = new Map<string, FieldGrant>();
  for (const grant of grants) {
    const key = fieldKey(grant);
    byField.set(key, { ...grant, edit: grant.edit || byField.get(key)?.edit === true });
  }
  return [...byField.values()];
}

function unreadable(file: string, cause: unknown): Mistake {
  return new Mistake({
    trouble: 'config',
    message: `${file} does not hold the field access that an earlier set-up has noted.`,
    actions: ['Remove that file, and run heap-sf setup and heap-sf metrics apply.'],
    facts: { file },
    cause,
  });
}
