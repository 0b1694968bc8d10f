import { Mistake, type Trouble } from '../base/errors.ts';

interface Why {
  readonly trouble: Trouble;
  readonly because: string;
}

const noRoom: Why = { trouble: 'limit', because: 'no space is left on its disk' };
const notOurs: Why = { trouble: 'config', because: 'this user may not write there' };
const cannotBeMade: Why = {
  trouble: 'config',
  because: 'its file system is read-only, or takes no folders',
};
const noFolder: Why = { trouble: 'config', because: 'a file is in the place of a folder' };

/** What the system says of a file: https://man7.org/linux/man-pages/man3/errno.3.html */
const OF_SYSTEM: Readonly<Record<string, Why>> = {
  EACCES: notOurs,
  EPERM: notOurs,
  EROFS: { trouble: 'config', because: 'its file system is read-only' },
  ENOTDIR: noFolder,
  ENOSPC: noRoom,
  EDQUOT: { trouble: 'limit', because: 'the quota of this user is used up' },
};

/** What SQLite says of the file of a database: https://sqlite.org/rescode.html#primary_result_code_list */
const OF_SQLITE: Readonly<Record<number, Why>> = {
  8: notOurs,
  10: { trouble: 'config', because: 'its disk does not answer as it should' },
  13: noRoom,
  14: { trouble: 'config', because: 'its file cannot be opened' },
};

const STATE = 'name another folder for what is kept between runs: HEAP_SF_STATE=PATH';
const ACTIONS: Readonly<Partial<Record<Trouble, readonly string[]>>> = {
  limit: [`Free some space, or ${STATE}`, 'Then run the command again: what was done so far is kept.'],
  config: [`Have it writable for the user that runs this, or ${STATE}`],
};

/** A disk or folder that cannot be written to is for the person who runs the machine, and no bug; undefined for others. */
export function machineTrouble(error: unknown): Mistake | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall = '', path, errcode } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  const said = (why: Why | undefined, what: string): Mistake | undefined =>
    why &&
    new Mistake({
      trouble: why.trouble,
      message: `${what} cannot be used: ${why.because} (${error.message}).`,
      actions: ACTIONS[why.trouble] ?? [],
      facts: { code: code ?? '', ...(path !== undefined && { path }) },
      cause: error,
    });
  if (code === 'ERR_SQLITE_ERROR' && errcode !== undefined) return said(OF_SQLITE[errcode & 0xff], 'A database');
  if (code === 'EEXIST' && syscall === 'mkdir') return said(noFolder, path ?? 'A folder');
  // Node says so when it makes a folder with all above it, and neither the folder nor the reason is to be had.
  if (code === 'ENOENT' && syscall === 'mkdir') return said(cannotBeMade, path ?? 'A folder');
  // Those of a program or a port that cannot be used are told by whoever starts it.
  if (syscall.startsWith('spawn') || ['connect', 'listen', 'bind'].includes(syscall)) return undefined;
  return code === undefined ? undefined : said(OF_SYSTEM[code], path ?? 'A file');
}
