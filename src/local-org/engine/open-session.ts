import type { Rights } from './access/rights.ts';
import { systemPermissions } from './access/system-permissions.ts';
import { ApiError } from './api-error.ts';
import type { RecordContext } from './records/context.ts';
import { openWriter } from './records/open-writer.ts';
import { retrieve } from './records/retrieve.ts';
import type { Definitions } from './schema/definitions.ts';
import { describeGlobal, describeObject } from './schema/describe.ts';
import { queryColumns } from './soql/query-columns.ts';
import { type Cursors, queryMore, runFlat, runQuery } from './soql/run-query.ts';
import type { QueryContext } from './soql/scope.ts';
import type { Session, SystemPermission } from './types.ts';

export interface SessionParts extends Omit<RecordContext, 'rights'> {
  /** The rights as they are now: they change while a session lives. */
  readonly rights: () => Rights;
  readonly definitions: Definitions;
  readonly cursors: Cursors;
  readonly user: Session['user'];
  readonly zone: string;
}

/** The org through the eyes of one user. */
export function openSession(parts: SessionParts): Session {
  const { store, schema, definitions, cursors, clock } = parts;

  function queryContext(soql: string, all: boolean): QueryContext {
    const rights = parts.rights();
    // The rows that show the schema are made anew only when somebody looks at them.
    if (/definition/i.test(soql)) definitions.refresh();
    let scopes = 0;
    return {
      soql,
      schema,
      rights,
      clock,
      zone: parts.zone,
      all,
      nextScope: () => scopes++,
      hiddenDefinitions: () => definitions.hiddenFrom(rights),
    };
  }

  return {
    user: parts.user,
    can: (permission) => parts.rights().can(permission),
    need(...anyOf: readonly SystemPermission[]) {
      const rights = parts.rights();
      if (anyOf.some((permission) => rights.can(permission))) return;
      const labels = anyOf.map((permission) => systemPermissions[permission]).join(' or ');
      throw new ApiError(
        403,
        'INSUFFICIENT_ACCESS',
        `insufficient access rights: ${parts.user.username} needs the permission ${labels}`,
      );
    },
    describeGlobal: (apiVersion) => describeGlobal(schema, parts.rights(), apiVersion),
    describe: (object, apiVersion) => describeObject(schema, parts.rights(), object, apiVersion),
    writer: (options) => openWriter({ ...parts, rights: parts.rights() }, options),
    retrieve: (object, key, fields, apiVersion) =>
      retrieve(store, queryContext('', false), object, key, fields, apiVersion),
    query: (soql, options) => runQuery(store, cursors, queryContext(soql, options.all ?? false), options),
    queryMore: (locator, options) => queryMore(store, cursors, locator, options, parts.user.id),
    queryFlat: (soql, { all }) => runFlat(store, queryContext(soql, all)),
    queryColumns: (soql) => queryColumns(queryContext(soql, false)),
  };
}
