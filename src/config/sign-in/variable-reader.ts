import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Mistake } from '../../base/errors.ts';
import type { SignInVariable } from './sign-in-variables.ts';

/** Where sign-ins are read from: variables, and files that they name from this folder on. */
export interface SignInSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The variables of one way to sign in, each by the name that the file gives it or the usual one. */
export type Names = Readonly<Partial<Record<SignInVariable, string>>>;

/** Whoever has one of these can sign in, or help to. */
const SECRET: ReadonlySet<SignInVariable> = new Set([
  'HEAP_SF_JWT_KEY',
  'HEAP_SF_CLIENT_SECRET',
  'HEAP_SF_REFRESH_TOKEN',
  'SF_AUTH_URL',
]);

/** Reads variables, or the files that `NAME_FILE` names. */
export class VariableReader {
  readonly #source: SignInSource;
  readonly #names: Names;
  readonly #files: string[] = [];

  constructor(source: SignInSource, names: Names) {
    this.#source = source;
    this.#names = names;
  }

  /** Those that were read so far. */
  get secretFiles(): readonly string[] {
    return this.#files;
  }

  nameOf(variable: SignInVariable): string {
    return this.#names[variable] ?? variable;
  }

  isSet(variable: SignInVariable): boolean {
    return this.#namesOf(variable).some((name) => isFilled(this.#source.env[name]));
  }

  find(variable: SignInVariable): string | undefined {
    for (const name of this.#namesOf(variable)) {
      const value = this.#source.env[name];
      if (isFilled(value)) return name.endsWith('_FILE') ? this.#fromFile(variable, name, value) : value.trim();
    }
    return undefined;
  }

  need(variable: SignInVariable): string {
    const found = this.find(variable);
    if (found !== undefined) return found;
    const name = this.nameOf(variable);
    throw new Mistake({
      trouble: 'signed-out',
      message: `The environment variable ${name}, which the sign-in needs, is not set.`,
      actions: [`Set ${name}, or ${name}_FILE to the path of a file with the value.`],
      facts: { variable: name },
    });
  }

  #namesOf(variable: SignInVariable): readonly string[] {
    const name = this.nameOf(variable);
    const other = name === 'SF_AUTH_URL' ? ['SFDX_AUTH_URL', 'SFDX_AUTH_URL_FILE'] : [];
    return [name, `${name}_FILE`, ...other];
  }

  #fromFile(variable: SignInVariable, name: string, path: string): string {
    const file = resolve(this.#source.cwd, path);
    if (SECRET.has(variable)) this.#files.push(file);
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (text !== '') return text;
    } catch (cause) {
      throw unreadable(name, file, 'cannot be read', cause);
    }
    throw unreadable(name, file, 'is empty');
  }
}

function isFilled(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function unreadable(name: string, file: string, how: string, cause?: unknown): Mistake {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new Mistake({
    trouble: 'signed-out',
    message: `${name} names the file ${file}, which ${how}${code}.`,
    actions: ['Put the value into that file, readable for the user that runs this program.'],
    facts: { variable: name, file },
  });
}
