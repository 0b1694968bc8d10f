import type { PlainRow } from './plain-export.ts';
import type { PlainPerson } from './plain-metrics.ts';

export interface PlainContact {
  readonly Id: string;
  readonly Email: string | null;
  readonly AccountId: string | null;
  readonly SystemModstamp: string;
}

/** Who each Heap user is, by e-mail address: of contacts that share one, the last one changed, then the greater Id. */
export function plainPeople(
  users: ReadonlyMap<number, PlainRow>,
  contacts: readonly PlainContact[],
): ReadonlyMap<number, PlainPerson> {
  const byEmail = new Map<string, PlainContact>();
  for (const contact of contacts) {
    const email = (contact.Email ?? '').trim().toLowerCase();
    const known = byEmail.get(email);
    if (email !== '' && (!known || rank(contact) > rank(known))) byEmail.set(email, contact);
  }
  const people = new Map<number, PlainPerson>();
  for (const [user, row] of users) {
    const contact = byEmail.get(
      String(row['email'] ?? '')
        .trim()
        .toLowerCase(),
    );
    if (contact) people.set(user, { contact: contact.Id, account: contact.AccountId ?? undefined });
  }
  return people;
}

function rank({ SystemModstamp, Id }: PlainContact): string {
  return `${SystemModstamp} ${Id}`;
}
