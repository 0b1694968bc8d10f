import { nearest } from '../base/nearest.ts';
import { type FoundField, findField, lookupOf } from './find-field.ts';
import { goneField, unsendable } from './gone-field.ts';
import type { LevelView } from './level-view.ts';
import type { LevelFields } from './read-level-fields.ts';
import { canTravel, travelOf } from './value-types.ts';

/** What a word of a person means among the fields of a level. */
export type PickedField =
  /** API name or path in the org's case. `hidden`: an admin sees it, the connecting user does not yet. */
  | { readonly status: 'found'; readonly field: string; readonly hidden: boolean }
  | { readonly status: 'not-here'; readonly near: readonly string[] }
  /** There is such a field, and it cannot be chosen. */
  | { readonly status: 'refused'; readonly message: string; readonly actions: readonly string[] };

/** `Contact.Title` of Contact is Title, as it has no lookup of that name; `Account.Name` of Contact stays a path. */
export function withoutObject(word: string, { seen }: Pick<LevelFields, 'seen'>): string {
  const [first = '', ...rest] = word.split('.');
  const isOwn = rest.length > 0 && first.toLowerCase() === seen.name.toLowerCase();
  return isOwn && lookupOf(seen, first) === undefined ? rest.join('.') : word;
}

/** A field by API name or path, with its object before it or without, or by a label that no other field has; case does not count. */
export function pickField(given: string, view: LevelView): PickedField {
  const { user, admin, hidden } = view;
  const word = withoutObject(given, user);
  const found = findField(word, user.seen, user.parents);
  if (found.status === 'found') return picked(word, view, found, false);
  const beyond = admin && findField(word, admin.fields.seen, admin.fields.parents);
  if (beyond?.status === 'found') return picked(word, view, beyond, true);
  if (word.includes('.')) return { status: 'refused', ...goneField(word, user.seen, found) };

  const unseen = hidden.told === 'not' ? [] : hidden.fields;
  const object = user.seen.name;
  const known = [...user.seen.fields.values(), ...unseen];
  const same = (text: string) => text.toLowerCase() === word.toLowerCase();
  const named = unseen.find(({ name }) => same(name));
  if (named !== undefined) {
    if (admin === undefined) return behindAdmin(`${object}.${named.name}`);
    if (canTravel(named.type)) return { status: 'found', field: named.name, hidden: true };
    return { status: 'refused', ...unsendable(named.name, object, named, unseen) };
  }
  const labelled = known.filter(({ label }) => same(label));
  const [one, other] = labelled;
  if (one === undefined) {
    return { status: 'not-here', near: nearest(word, new Set(known.flatMap(({ name, label }) => [name, label]))) };
  }
  if (other === undefined) return pickField(one.name, view);
  return {
    status: 'refused',
    message: `${labelled.length} fields of ${object} have the label "${one.label}".`,
    actions: [`Give the API name: ${labelled.map(({ name }) => name).join(' or ')}`],
  };
}

function picked(
  word: string,
  { user }: LevelView,
  found: FoundField & { status: 'found' },
  hidden: boolean,
): PickedField {
  if (travelOf(found.field.type) !== undefined) return { status: 'found', field: found.path, hidden };
  return { status: 'refused', ...goneField(word, user.seen, found) };
}

function behindAdmin(field: string): PickedField {
  return {
    status: 'refused',
    message: `${field} is there, but hidden from the connecting user.`,
    actions: ['Name an admin, who grants Read on it: --admin-org ALIAS'],
  };
}
