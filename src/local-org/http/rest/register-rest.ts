import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { addCompression } from '../compression.ts';
import type { Door } from '../door.ts';
import { advertisedVersions, notThere } from '../versions.ts';
import { compositeRoutes } from './composite/composite.ts';
import { answerOnCondition } from './conditional.ts';
import { describeRoutes } from './describes.ts';
import { limitRoutes } from './limits/limits.ts';
import { appRoutes } from './pages/apps.ts';
import { compactLayoutRoutes } from './pages/compact-layouts.ts';
import { layoutRoutes } from './pages/layouts.ts';
import { listViewRoutes } from './pages/list-views.ts';
import { processRoutes } from './pages/processes.ts';
import { queryRoutes } from './queries.ts';
import { recordOfParts } from './record-parts.ts';
import type { RestRoute } from './route.ts';
import { RouteTable } from './route-table.ts';
import { changeRoutes } from './rows/changes.ts';
import { collectionRoutes } from './rows/collections.ts';
import { keyedRowRoutes } from './rows/keyed-rows.ts';
import { recentRoutes } from './rows/recent.ts';
import { rowRoutes } from './rows/rows.ts';
import { treeRoutes } from './rows/tree.ts';
import { searchRoutes } from './search.ts';
import { SeenSchema } from './seen-schema.ts';
import { apexRoutes } from './tooling/apex.ts';
import { sandboxAuthRoutes } from './tooling/sandbox-auth.ts';
import { toolingRoutes } from './tooling/tooling.ts';
import { userPasswordRoutes } from './user-password.ts';

/** Every REST resource below the version, tooling with them. */
export const restTable: RouteTable = new RouteTable([
  ...describeRoutes,
  ...rowRoutes,
  ...keyedRowRoutes,
  ...changeRoutes,
  ...queryRoutes,
  ...collectionRoutes,
  ...compositeRoutes(() => restTable),
  ...treeRoutes,
  ...limitRoutes,
  ...recentRoutes,
  ...searchRoutes,
  ...layoutRoutes,
  ...compactLayoutRoutes,
  ...listViewRoutes,
  ...appRoutes,
  ...processRoutes,
  ...toolingRoutes,
  ...sandboxAuthRoutes,
  ...apexRoutes,
  ...userPasswordRoutes,
]);

/** The list of versions, which anybody may ask for, and the REST API's resources. */
export async function registerRest(app: FastifyInstance, door: Door): Promise<void> {
  app.get('/services/data', (_request, reply) =>
    reply
      .type('application/json;charset=UTF-8')
      .send(advertisedVersions.map(({ label, version }) => ({ label, url: `/services/data/v${version}`, version }))),
  );
  addCompression(app);
  const seen = new SeenSchema();
  const [plain, withFiles] = [false, true].map((files) =>
    restTable.routes.filter(({ takesFiles = false }) => takesFiles === files),
  );
  for (const route of plain ?? []) serve(app, door, seen, route);
  await app.register(async (part) => {
    await part.register(multipart);
    for (const route of withFiles ?? []) serve(part, door, seen, route);
  });
}

function serve(app: FastifyInstance, door: Door, seen: SeenSchema, route: RestRoute): void {
  const { method, path } = route;
  app.route<{ Params: Record<string, string>; Querystring: Record<string, string> }>({
    method,
    url: `/services/data/:version${path === '' ? '' : `/${path}`}`,
    handler: (request, reply) => {
      const entry = door.enter(request, reply);
      if (!/^v\d+\.0$/.test(request.params['version'] ?? '')) throw notThere();
      const headers = request.headers as Readonly<Record<string, string | undefined>>;
      const { params, query } = request;
      const answer = (body: unknown): FastifyReply => {
        const ask = { entry, origin: door.origin(), params, query, headers, body };
        const { status, body: said, headers: more = {} } = answerOnCondition(route, ask, seen);
        reply.code(status).headers(more);
        return said === undefined ? reply.send() : reply.type('application/json;charset=UTF-8').send(said);
      };
      if (route.takesFiles && request.isMultipart()) return recordOfParts(request).then(answer);
      return answer(request.body);
    },
  });
}
