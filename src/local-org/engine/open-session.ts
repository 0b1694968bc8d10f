import { showOwnPermissions } from './access/own-permissions.ts';
import type { Rights } from './access/rights.ts';
import { systemPermissions } from './access/system-permissions.ts';
import { ApiError } from './api-error.ts';
import type { RecordContext } from './records/context.ts';
import { openWriter } from './records/open-writer.ts';
import { merge } from './records/remove/merge.ts';
import { emptyRecycleBin } from './records/remove/recycle-bin.ts';
import { deletedBetween, updatedBetween } from './records/replication.ts';
import { retrieve } from './records/retrieve.ts';
import { showDuplicateRules } from './records/rules/show-duplicate-rules.ts';
import type { Definitions } from './schema/definitions.ts';
import { describeGlobal, describeObject } from './schema/describe.ts';
import type { Queries } from './soql/open-queries.ts';
import type { QueryContext } from './soql/plan/scope.ts';
import type { Session, SystemPermission } from './types.ts';

export interface SessionParts extends Omit<RecordContext, 'rights'> {
  /** The rights as they are now: they change while a session lives. */
  readonly rights: () => Rights;
  /** Drops what the org need not keep any longer. */
  readonly sweep: (open: () => RecordContext) => void;
  readonly definitions: Definitions;
  readonly queries: Queries;
  readonly user: Session['user'];
  readonly zone: string;
  /** How the user writes numbers and days, as `en_US`. */
  readonly locale: string;
}

/** The org through the eyes of one user. */
export function openSession(parts: SessionParts): Session {
  const { store, schema, definitions, queries, clock } = parts;

  function recordContext(): RecordContext {
    return { ...parts, rights: parts.rights() };
  }

  function swept(): RecordContext {
    parts.sweep(recordContext);
    return recordContext();
  }

  function queryContext(soql: string, all: boolean): QueryContext {
    parts.sweep(recordContext);
    const rights = parts.rights();
    // The rows that show the schema are made anew only when somebody looks at them.
    if (/definition/i.test(soql)) definitions.refresh();
    if (/userpermissionaccess/i.test(soql)) showOwnPermissions(store, rights, clock);
    if (/duplicaterule/i.test(soql)) showDuplicateRules(store, parts.documents);
    let scopes = 0;
    return {
      soql,
      schema,
      rights,
      clock,
      zone: parts.zone,
      locale: parts.locale,
      all,
      nextScope: () => scopes++,
      hiddenDefinitions: () => definitions.hiddenFrom(rights),
    };
  }

  return {
    user: parts.user,
    zone: parts.zone,
    can: (permission) => parts.rights().can(permission),
    need(...anyOf: readonly SystemPermission[]) {
      const rights = parts.rights();
      if (anyOf.some((permission) => rights.can(permission))) return;
      const labels = anyOf.map((permission) => systemPermissions[permission].label).join(' or ');
      throw new ApiError(
        403,
        'INSUFFICIENT_ACCESS',
        `insufficient access rights: ${parts.user.username} needs the permission ${labels}`,
      );
    },
    describeGlobal: (apiVersion) => describeGlobal(schema, parts.rights(), apiVersion),
    describe: (object, apiVersion) => describeObject(schema, parts.rights(), object, apiVersion),
    writer: (options) => openWriter(swept(), options),
    merge: (request) => merge(swept(), request),
    emptyRecycleBin: (ids) => emptyRecycleBin(swept(), ids),
    updatedBetween: (object, start, end) => updatedBetween(swept(), object, start, end),
    deletedBetween: (object, start, end) => deletedBetween(swept(), object, start, end),
    retrieve: (object, key, fields, apiVersion) =>
      retrieve(store, queryContext('', false), object, key, fields, apiVersion),
    query: (soql, options) => queries.run(queryContext(soql, options.all ?? false), options),
    queryMore: (locator, options) => queries.more(parts.user.id, locator, options),
    queryFlat: (soql, { all }) => queries.flat(queryContext(soql, all)),
    queryColumns: (soql) => queries.columns(queryContext(soql, false)),
    explain: (soql) => queries.explain(queryContext(soql, false)),
    search: (search, apiVersion) => queries.search(queryContext(search.text, false), search, apiVersion),
  };
}
