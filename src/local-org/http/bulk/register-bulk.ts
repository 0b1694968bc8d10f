import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import type { Door } from '../door.ts';
import { notThere } from '../versions.ts';
import type { BulkRoute } from './bulk-route.ts';
import { ingestRoutes } from './ingest.ts';
import { queryJobRoutes } from './query-jobs.ts';
import { uploadLimit } from './upload.ts';

export const bulkRoutes: readonly BulkRoute[] = [...ingestRoutes, ...queryJobRoutes];

/** Bulk API 2.0. */
export async function registerBulk(app: FastifyInstance, door: Door): Promise<void> {
  await app.register(multipart);
  app.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  for (const { method, path, handle } of bulkRoutes) {
    app.route<{ Params: { version: string; id?: string }; Querystring: Record<string, string> }>({
      method,
      url: `/services/data/:version/jobs/${path}`,
      bodyLimit: uploadLimit + 1024 * 1024,
      handler: async (request, reply) => {
        const entry = door.enter(request, reply);
        if (!/^v\d+\.0$/.test(request.params.version)) throw notThere();
        return handle({ entry, id: request.params.id ?? '', query: request.query, request, reply });
      },
    });
  }
}
