import type { PlainPulled, PlainTold, PlainValue } from './plain-pull.ts';

/** What a property may hold: nothing, or a value. More than one as long as nobody can know which. */
type Possible = Set<PlainValue | undefined>;
type Properties = Map<string, Possible>;
export type Level = 'contact' | 'account';

const MARKS: Readonly<Record<Level, string>> = {
  contact: 'Salesforce Contact Deleted',
  account: 'Salesforce Account Deleted',
};

/**
 * What Heap has to hold after all that it was told. A property is never unset, so that what was told long ago counts too. After a
 * pull that went well each value is known; one that was cut short may have told any of them.
 */
export class PlainHeap {
  readonly #levels: Readonly<Record<Level, Map<string, Properties>>> = { contact: new Map(), account: new Map() };
  readonly #marks: boolean;

  constructor({ marks }: { readonly marks: boolean }) {
    this.#marks = marks;
  }

  tell({ people, accounts, goneAccounts, otherAccounts }: PlainPulled, { whole }: { readonly whole: boolean }): void {
    for (const [identity, told] of people) this.#tell('contact', identity, told, whole);
    for (const [id, told] of accounts) this.#tell('account', id, told, whole);
    if (!this.#marks) return;
    for (const id of goneAccounts) {
      const known = this.#levels.account.get(id);
      if (known === undefined) continue;
      const certain = [...known.values()].some((possible) => !possible.has(undefined));
      this.#mark('account', id, false, whole && certain);
    }
    for (const id of otherAccounts) {
      if (this.#levels.account.get(id)?.get(MARKS.account)?.has('true')) this.#mark('account', id, true, whole);
    }
  }

  /** How what Heap holds differs from what it is to hold; empty when it does not. */
  differences(level: Level, actual: ReadonlyMap<string, Readonly<Record<string, unknown>>>): readonly string[] {
    const expected = this.#levels[level];
    return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((key) => {
      const [possible, found] = [expected.get(key) ?? new Map<string, Possible>(), actual.get(key) ?? {}];
      return [...new Set([...possible.keys(), ...Object.keys(found)])].flatMap((name) => {
        const allowed = possible.get(name) ?? new Set([undefined]);
        const is = found[name] as PlainValue | undefined;
        if (allowed.has(is)) return [];
        const wanted = [...allowed].map((one) => JSON.stringify(one) ?? 'nothing').join(' or ');
        return [`${level} ${key}: ${name} is ${JSON.stringify(is) ?? 'nothing'} and not ${wanted}`];
      });
    });
  }

  #tell(level: Level, key: string, { lives, values }: PlainTold, whole: boolean): void {
    for (const [name, value] of values) this.#put(level, key, { name, value, whole });
    if (this.#marks) this.#mark(level, key, lives, whole);
  }

  /** That a record lives is told only where it was said to be gone. */
  #mark(level: Level, key: string, lives: boolean, whole: boolean): void {
    const name = MARKS[level];
    if (!lives) {
      this.#put(level, key, { name, value: 'true', whole });
      return;
    }
    const before = this.#levels[level].get(key)?.get(name);
    if (before === undefined) return;
    if (whole) before.delete('true');
    before.add('false');
  }

  #put(
    level: Level,
    key: string,
    { name, value, whole }: { readonly name: string; readonly value: PlainValue; readonly whole: boolean },
  ): void {
    const all = this.#levels[level];
    const properties = all.get(key) ?? new Map<string, Possible>();
    all.set(key, properties);
    if (whole) properties.set(name, new Set([value]));
    else properties.set(name, (properties.get(name) ?? new Set([undefined])).add(value));
  }
}
