import { LOCAL_ADMIN } from '../../src/context/local-org.ts';
import { openContext } from '../../src/context.ts';
import type { PullReport } from '../../src/pull/pull-report.ts';
import { befall } from './befall.ts';
import { dyingContext } from './dying-context.ts';
import { type Life, type LifeStep, personOf, type Trouble } from './life-steps.ts';
import { PlainHeap } from './plain-heap.ts';
import { plainPull } from './plain-pull.ts';
import { addressOf, openPullDesk, type PullDesk } from './pull-desk.ts';
import { seenOrg } from './seen-org.ts';

type Step<K extends LifeStep['kind']> = Extract<LifeStep, { readonly kind: K }>;
type Steps = { readonly [K in LifeStep['kind']]: (step: Step<K>) => void | Promise<void> };
type Row = Readonly<Record<string, unknown>>;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['Title', 'Salesforce Contact Title'],
  ['Tier__c', 'Salesforce Contact Tier'],
  ['Birthdate', 'Salesforce Contact Birthdate'],
  ['Shout__c', 'Salesforce Contact Shout'],
  ['Account.Name', 'Salesforce Contact Account Name'],
  ['Industry', 'Salesforce Account Industry'],
  ['NumberOfEmployees', 'Salesforce Account Number Of Employees'],
]);

/** Troubles in which the org has requests made once more. */
const BEFALL_THE_ORG: ReadonlySet<Trouble['kind']> = new Set(['org-refuses', 'org-busy', 'org-cut']);

/** Lives a life and gives how Heap differs from what it is to hold in the end, and what cost too much; nothing when all is well. */
export async function live(life: Life): Promise<readonly string[]> {
  const desk = await openPullDesk();
  try {
    return await new Living(desk, life).run();
  } finally {
    await desk.close();
  }
}

class Living {
  readonly #desk: PullDesk;
  readonly #life: Life;
  readonly #expected: PlainHeap;
  readonly #users = new Set<number>([0, 1, 2, 3]);
  readonly #complaints: string[] = [];
  #chosen = { contact: ['Title', 'Tier__c'] as readonly string[], account: ['Industry'] as readonly string[] };
  #tier: 'shown' | 'hidden' | 'absent' = 'shown';
  #since: string | undefined;
  /** The permission set by which the administrator sees custom fields. */
  #onlooker = '';
  #clockMoved = false;
  /** Whether the fields that are to be read are those of the last pull. */
  #chosenAnew = true;
  /** Whether an edit may not be seen before the minutes in which it lies are looked at once more. */
  #late = false;
  #loaded = false;
  /** All records as the last pull found them that read all. */
  #seen: ReadonlySet<string> = new Set();

  constructor(desk: PullDesk, life: Life) {
    this.#desk = desk;
    this.#life = life;
    this.#expected = new PlainHeap({ marks: life.deleted === 'mark' });
  }

  async run(): Promise<readonly string[]> {
    await this.#begin();
    for (const step of this.#life.steps) await this.#take(step);
    const desk = this.#desk;
    desk.hours(1);
    await this.#pull({ kind: 'none' });
    desk.hours(1);
    const last = await this.#pull({ kind: 'none' });
    const asked = last && [last.status, last.counts.accepted, last.left.length];
    if (JSON.stringify(asked) !== '["done",0,0]') {
      this.#complaints.push(`the last pull is not done with nothing to tell: ${JSON.stringify(last)}`);
    }
    return [...this.#complaints, ...this.#differences()];
  }

  async #begin(): Promise<void> {
    const desk = this.#desk;
    await this.#configure();
    await this.#exportUsers();
    desk.relateToSeveral();
    const [admin] = await desk.query(`SELECT Id FROM User WHERE Username = '${LOCAL_ADMIN}'`);
    const [set] = desk.make('PermissionSet', [{ Name: 'Onlooker', Label: 'Onlooker' }]);
    desk.make('PermissionSetAssignment', [{ PermissionSetId: set, AssigneeId: admin?.['Id'] }]);
    this.#onlooker = set!;
    this.#makeTier();
    await desk.showField('Contact', 'Tier__c');
    desk.makeField('Contact', 'Shout__c', '<type>Text</type><formula>UPPER(Account.Name)</formula>');
    await desk.showField('Contact', 'Shout__c');
    this.#onlook('Shout__c');
    await desk.showField('Contact', 'Birthdate');
    await desk.showField('Account', 'NumberOfEmployees');
    const [old, recent] = ['2025-06-20T12:00:00Z', '2026-06-20T12:00:00Z'];
    for (const [moment, people] of [
      [old, [0, 1]],
      [recent, [2, 3, 4]],
    ] as const) {
      desk.clock.set(moment);
      const accounts = desk.make('Account', [
        { Name: 'Acme', Industry: 'Media' },
        { Name: 'Globex', NumberOfEmployees: 7 },
      ]);
      desk.make(
        'Contact',
        people.map((n) => ({
          LastName: personOf(n),
          Email: addressOf(personOf(n)),
          Title: `Title ${n}`,
          AccountId: accounts[n % 2],
        })),
      );
    }
    desk.clock.set('2026-06-30T12:00:00Z');
  }

  #take<K extends LifeStep['kind']>(step: Step<K>): void | Promise<void> {
    const steps: Steps = this.#steps;
    return steps[step.kind as K](step);
  }

  readonly #steps: Steps = {
    contact: async ({ person: n, account, title }) =>
      this.#write('Contact', 'insert', {
        LastName: personOf(n),
        Email: addressOf(personOf(n)).toUpperCase(),
        Title: title,
        AccountId: await this.#account(account),
      }),
    account: ({ industry, employees }) =>
      this.#write('Account', 'insert', { Name: 'Initech', Industry: industry, NumberOfEmployees: employees }),
    title: ({ contact, title }) => this.#edit('Contact', contact, { Title: title }),
    details: ({ contact, tier, birthdate }) =>
      this.#edit('Contact', contact, {
        Birthdate: birthdate,
        ...(this.#tier !== 'absent' && { Tier__c: tier }),
      }),
    address: ({ contact, person: n }) =>
      this.#edit('Contact', contact, { Email: n === null ? null : addressOf(personOf(n)) }),
    move: async ({ contact, account }) => this.#edit('Contact', contact, { AccountId: await this.#account(account) }),
    firm: ({ account, industry, name }) => this.#edit('Account', account, { Industry: industry, Name: name }),
    relate: async ({ contact, account }) => {
      const [ContactId, AccountId] = [await this.#pick('Contact', contact), await this.#account(account)];
      if (ContactId && AccountId) this.#write('AccountContactRelation', 'insert', { ContactId, AccountId });
    },
    part: async ({ contact }) => {
      const rows = await this.#desk.query('SELECT Id FROM AccountContactRelation WHERE IsDirect = false ORDER BY Id');
      const row = rows[contact % Math.max(1, rows.length)];
      if (row !== undefined) this.#write('AccountContactRelation', 'delete', { Id: row['Id'] });
    },
    delete: async ({ object, record }) => {
      const Id = await this.#pick(object, record);
      if (Id) this.#write(object, 'delete', { Id });
    },
    undelete: async ({ object, record }) => {
      const Id = await this.#pick(object, record, true);
      if (Id) this.#write(object, 'undelete', { Id });
    },
    merge: async ({ object, into, record }) => {
      const [master, loser] = [await this.#pick(object, into), await this.#pick(object, record)];
      if (master && loser && master !== loser) await this.#desk.merge(object, master, loser);
    },
    tier: async ({ becomes }) => {
      const [desk, before] = [this.#desk, this.#tier];
      if (before === becomes) return;
      this.#tier = becomes;
      if (becomes === 'absent') return desk.dropField('Contact', 'Tier__c');
      if (before === 'absent') this.#makeTier();
      if (becomes === 'shown') await desk.showField('Contact', 'Tier__c');
      else if (before === 'shown') await desk.hideField('Contact', 'Tier__c');
    },
    choose: async ({ contact, account }) => {
      this.#chosen = { contact, account };
      this.#chosenAnew = true;
      await this.#configure();
    },
    user: async ({ person: n }) => {
      this.#users.add(n);
      await this.#exportUsers();
    },
    // Two clocks that are set wrong at once tell nothing of each other, so that one goes on until the org was asked.
    'org-clock': ({ minutes }) => {
      if (this.#clockMoved) return;
      this.#clockMoved = true;
      this.#desk.org.control.moveClock({ by: minutes * 60_000 });
    },
    'our-clock': ({ minutes }) => {
      if (this.#clockMoved) return;
      this.#clockMoved = true;
      this.#desk.clock.advance(minutes * 60_000);
      this.#desk.org.control.moveClock({ by: -minutes * 60_000 });
    },
    load: async ({ late, trouble }) => {
      // More than once is not worth its time.
      if (!this.#loaded) {
        const rows = Array.from({ length: 700 }, (_, n) => ({ LastName: `l${n}`, Title: 'Loaded' }));
        this.#desk.make('Contact', rows);
      }
      this.#loaded = true;
      await this.#pull(trouble);
      await this.#take(late);
    },
    late: async ({ contact, title, minutes }) => {
      const Id = await this.#pick('Contact', contact);
      if (Id === undefined) return;
      this.#desk.clock.advance(-minutes * 60_000);
      this.#write('Contact', 'update', { Id, Title: title });
      this.#desk.clock.advance(minutes * 60_000);
      this.#late = this.#loaded;
    },
    waver: async ({ contact, title, trouble }) => {
      const Id = await this.#pick('Contact', contact);
      const [before] = await this.#desk.queryAll(`SELECT Title FROM Contact WHERE Id = '${Id ?? ''}'`);
      if (Id === undefined || before === undefined) return;
      this.#write('Contact', 'update', { Id, Title: title });
      await this.#pull(trouble);
      this.#desk.hours(1);
      this.#write('Contact', 'update', { Id, Title: before['Title'] });
    },
    revive: async ({ contact, trouble }) => {
      const Id = await this.#pick('Contact', contact);
      if (Id === undefined) return;
      this.#write('Contact', 'delete', { Id });
      await this.#pull(trouble);
      this.#desk.hours(1);
      this.#write('Contact', 'undelete', { Id });
    },
    pull: async ({ hours, trouble }) => {
      this.#desk.hours(hours);
      const report = await this.#pull(trouble);
      if (hours > 0 && report?.status === 'done') this.#late = false;
    },
  };

  async #pull(trouble: Trouble): Promise<PullReport | undefined> {
    const { terminal, folder, clock, org, heap } = this.#desk;
    const told = await this.#told();
    const now = await this.#records();
    befall(this.#desk, trouble, (person) => this.#identityOf(person));
    const answer = await terminal.run('fields pull --environment local --json', {
      cwd: folder,
      clock,
      openContext: trouble.kind === 'killed' ? dyingContext(trouble.write, trouble.moment) : openContext,
    });
    org.control.clearFaults();
    heap.control.clearFaults();
    const { result: report, message } = answer.json<PullReport | undefined>();
    const whole = report?.status === 'done';
    if (trouble.kind === 'none' && !whole) {
      this.#complaints.push(`a pull without trouble is not done: ${JSON.stringify(report ?? message)}`);
    }
    if (report !== undefined && this.#since === undefined) this.#since = report.since;
    this.#expected.tell(told, { whole: whole && !this.#late });
    const changed = [...now].filter((record) => !this.#seen.has(record)).length;
    const most = 2 + Math.ceil(changed / 2000) + (this.#chosenAnew ? 1 : 0);
    if (!BEFALL_THE_ORG.has(trouble.kind) && (report?.credits ?? 0) > most) {
      this.#complaints.push(
        `a pull after ${changed} changes cost ${report?.credits} requests and not ${most}: ${JSON.stringify(report)}`,
      );
    }
    if (whole) {
      this.#seen = now;
      this.#chosenAnew = false;
    }
    if (whole) this.#clockMoved = false;
    return report;
  }

  /** Each record that the pull reads, as it is. */
  async #records(): Promise<ReadonlySet<string>> {
    const objects = ['Contact', 'Account', 'AccountContactRelation'];
    const rows = await Promise.all(
      objects.map((object) => this.#desk.queryAll(`SELECT Id, SystemModstamp FROM ${object}`)),
    );
    return new Set(rows.flat().map(({ Id, SystemModstamp }) => `${Id} ${SystemModstamp}`));
  }

  async #told() {
    const { nulls, deleted, createUsers, duplicates } = this.#life;
    const known = [...this.#users].map((n) => [addressOf(personOf(n)), this.#identityOf(n)] as const);
    const names = (fields: readonly string[]) =>
      new Map(
        fields
          .filter((field) => field !== 'Tier__c' || this.#tier === 'shown')
          .map((field) => [field, NAMES.get(field)!]),
      );
    const { contact, account } = this.#chosen;
    const org = {
      ...(await seenOrg(this.#desk, {
        contact: ['Title', 'Birthdate', 'Shout__c', ...(this.#tier === 'absent' ? [] : ['Tier__c'])],
        account: ['Industry', 'NumberOfEmployees'],
      })),
      // The midnight, in the zone of the configuration, that begins the day one year before the first pull.
      since: this.#since ?? '2025-06-30T07:00:00.000Z',
    };
    return plainPull(org, new Map(known), {
      nulls,
      deleted,
      createUsers,
      duplicates,
      contactFields: names(contact),
      accountFields: names(account),
    });
  }

  #makeTier(): void {
    this.#desk.makeField('Contact', 'Tier__c', '<type>Text</type><length>20</length>');
    this.#onlook('Tier__c');
  }

  #onlook(field: string): void {
    const grant = { SobjectType: 'Contact', Field: `Contact.${field}`, PermissionsRead: true };
    this.#desk.make('FieldPermissions', [{ ParentId: this.#onlooker, ...grant }]);
  }

  #differences(): readonly string[] {
    const { heap } = this.#desk;
    if (!heap.apps().some(({ appId }) => appId === 'local')) return ['Heap was told nothing'];
    const people = heap
      .users('local', { limit: 1000 })
      .items.map((one) => [String(one.identity), one.properties] as const);
    const accounts = heap
      .accounts('local', { limit: 1000 })
      .items.map((one) => [one.accountId, one.properties] as const);
    return [
      ...this.#expected.differences('contact', new Map(people)),
      ...this.#expected.differences('account', new Map(accounts)),
    ];
  }

  /** What the org refuses, as to part a contact from its own account, has not happened. */
  #write(object: string, operation: 'insert' | 'update' | 'delete' | 'undelete', row: Row): void {
    this.#desk.org.control.write({ object, operation, rows: [row] });
  }

  async #edit(object: 'Contact' | 'Account', n: number, values: Row): Promise<void> {
    const Id = await this.#pick(object, n);
    if (Id !== undefined) this.#write(object, 'update', { Id, ...values });
  }

  async #account(n: number | null): Promise<string | null> {
    return n === null ? null : ((await this.#pick('Account', n)) ?? null);
  }

  async #pick(object: 'Contact' | 'Account', n: number, deleted = false): Promise<string | undefined> {
    const rows = await this.#desk.queryAll(`SELECT Id FROM ${object} WHERE IsDeleted = ${deleted} ORDER BY Id`);
    const row = rows[n % Math.max(1, rows.length)];
    return row && String(row['Id']);
  }

  #configure(): Promise<void> {
    const { nulls, deleted, createUsers, duplicates } = this.#life;
    const { contact, account } = this.#chosen;
    return this.#desk.configure(
      [
        `  contact: [${contact.join(', ')}]`,
        `  account: [${account.join(', ')}]`,
        `  nulls: ${nulls}`,
        `  deleted: ${deleted}`,
        `  createUsers: ${createUsers}`,
        '  formulas: hourly',
        '  uniqueness: 0',
      ].join('\n'),
      `join: { contact: { heap: ${createUsers ? 'identity' : 'email'}, salesforce: Email }, duplicates: ${duplicates} }`,
    );
  }

  #exportUsers(): Promise<void> {
    return this.#desk.users([...this.#users].map((n) => this.#identityOf(n)));
  }

  /** Users can be made only where the join key is their identity. */
  #identityOf(person: number): string {
    return this.#life.createUsers ? addressOf(personOf(person)) : personOf(person);
  }
}
