import { type Finding, finding } from '../finding.ts';

/** A file or folder with its mode; undefined where it is not there. */
export interface FileMode {
  readonly path: string;
  readonly mode: number | undefined;
  /** Whether the user of this process may change the mode. */
  readonly isOurs: boolean;
}

export type ModeFacts =
  | { readonly status: 'known'; readonly files: readonly FileMode[] }
  | { readonly status: 'no-modes' };

/** Bits of others than the owner. */
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

/** The configuration holds no secret, but whoever changes it decides where data goes. */
export function configFile(facts: ModeFacts): Finding {
  if (facts.status === 'no-modes') return noModes('config-file');
  const [file] = facts.files;
  const mode = file?.mode;
  if (file === undefined || mode === undefined || (mode & OTHERS_WRITE) === 0) {
    return finding('config-file', 'passed', 'changed by its owner alone; holds no secret');
  }
  return finding('config-file', 'failed', `${octal(mode)}: others may change it`, {
    means: `Whoever changes ${file.path} decides where data goes.`,
    next: [`chmod go-w ${file.path}`],
    fix: { kind: 'mode', path: file.path, mode: mode & ~OTHERS_WRITE },
  });
}

/** The ledger, what was pulled, and the local org's tokens. */
export function stateFolder(facts: ModeFacts): Finding {
  if (facts.status === 'no-modes') return noModes('state-folder');
  const [folder] = facts.files;
  const mode = folder?.mode;
  if (folder === undefined || mode === undefined || (mode & OTHERS) === 0) {
    return finding('state-folder', 'passed', 'read by its owner alone');
  }
  return finding('state-folder', 'warned', `${octal(mode)}: others may read it`, {
    means: `${folder.path} holds values and addresses of people from both sides.`,
    next: [`chmod 700 ${folder.path}`],
    fix: { kind: 'mode', path: folder.path, mode: 0o700 },
  });
}

/**
 * What `sf` keeps: logins, which it writes for all to read since their tokens are encrypted, and the keys to them, which are
 * nobody else's business.
 */
export function sfLogin(logins: ModeFacts, keys: ModeFacts): readonly Finding[] {
  if (logins.status === 'no-modes' || keys.status === 'no-modes') return [noModes('sf-login')];
  const there = (files: readonly FileMode[]) => files.filter(({ mode }) => mode !== undefined);
  const open = [
    ...there(logins.files).filter(({ mode = 0 }) => (mode & OTHERS_WRITE) !== 0),
    ...there(keys.files).filter(({ mode = 0 }) => (mode & OTHERS) !== 0),
  ];
  if (there([...logins.files, ...keys.files]).length === 0) return [finding('sf-login', 'passed', 'none is used')];
  if (open.length === 0)
    return [finding('sf-login', 'passed', 'encrypted, and the keys are read by their owner alone')];
  return open.map((file) => openSecret('sf-login', file));
}

/**
 * What `NAME_FILE` variables name. A file of somebody else's was put there for us, as secrets of Docker and Kubernetes are,
 * whose readers are those in the container.
 */
export function signInFiles(facts: ModeFacts): readonly Finding[] {
  if (facts.status === 'no-modes') return [noModes('sign-in-file')];
  if (facts.files.length === 0) return [finding('sign-in-file', 'passed', 'none is used')];
  const open = facts.files.filter(({ mode = 0, isOurs }) => (mode & (isOurs ? OTHERS : OTHERS_WRITE)) !== 0);
  if (open.length === 0) return [finding('sign-in-file', 'passed', 'read by those alone who are to')];
  return open.map((file) => openSecret('sign-in-file', file));
}

function openSecret(check: 'sf-login' | 'sign-in-file', { path, mode = 0, isOurs }: FileMode): Finding {
  return finding(check, 'failed', `${octal(mode)}: others may ${(mode & OTHERS_WRITE) === 0 ? 'read' : 'change'} it`, {
    subject: path,
    means: 'Whoever has it can sign in to the org.',
    next: [`chmod 600 ${path}`],
    ...(isOurs && { fix: { kind: 'mode' as const, path, mode: 0o600 } }),
  });
}

const octal = (mode: number) => (mode & 0o777).toString(8);

function noModes(check: 'config-file' | 'state-folder' | 'sf-login' | 'sign-in-file'): Finding {
  return finding(check, 'not-checked', 'Windows keeps no such modes');
}
