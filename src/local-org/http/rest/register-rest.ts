import type { FastifyInstance } from 'fastify';
import type { Door } from '../door.ts';
import { advertisedVersions, notThere } from '../versions.ts';
import { changeRoutes } from './changes.ts';
import { collectionRoutes } from './collections.ts';
import { compositeRoutes } from './composite.ts';
import { describeRoutes } from './describes.ts';
import { limitRoutes } from './limits.ts';
import { queryRoutes } from './queries.ts';
import { recentRoutes } from './recent.ts';
import { RouteTable } from './route-table.ts';
import { rowRoutes } from './rows.ts';
import { searchRoutes } from './search.ts';
import { toolingRoutes } from './tooling.ts';
import { treeRoutes } from './tree.ts';

export const restTable: RouteTable = new RouteTable([
  ...describeRoutes,
  ...rowRoutes,
  ...changeRoutes,
  ...queryRoutes,
  ...collectionRoutes,
  ...compositeRoutes(() => restTable),
  ...treeRoutes,
  ...limitRoutes,
  ...recentRoutes,
  ...searchRoutes,
  ...toolingRoutes,
]);

/** The list of versions, which anybody may ask for, and the REST API's resources. */
export async function registerRest(app: FastifyInstance, door: Door): Promise<void> {
  app.get('/services/data', (_request, reply) =>
    reply
      .type('application/json;charset=UTF-8')
      .send(advertisedVersions.map(({ label, version }) => ({ label, url: `/services/data/v${version}`, version }))),
  );
  for (const { method, path, answer } of restTable.routes) {
    app.route<{ Params: Record<string, string>; Querystring: Record<string, string> }>({
      method,
      url: `/services/data/:version${path === '' ? '' : `/${path}`}`,
      handler: (request, reply) => {
        const entry = door.enter(request, reply);
        if (!/^v\d+\.0$/.test(request.params['version'] ?? '')) throw notThere();
        const headers = request.headers as Readonly<Record<string, string | undefined>>;
        const { status, body } = answer({
          entry,
          origin: door.origin(),
          params: request.params,
          query: request.query,
          headers,
          body: request.body,
        });
        reply.code(status);
        return body === undefined ? reply.send() : reply.type('application/json;charset=UTF-8').send(body);
      },
    });
  }
}
