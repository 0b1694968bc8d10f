import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../engine/api-error.ts';
import { cancelDeploy, deployRecentValidation, deployStatus, startDeploy } from '../engine/metadata/deploy/deploy.ts';
import { type DeployOptions, deployOptions } from '../engine/metadata/deploy/deploy-result.ts';
import type { Door } from './door.ts';
import { parseJson } from './json-body.ts';
import { type MultipartPart, multipartParts } from './multipart-parts.ts';
import { parseDeployBody } from './parse-deploy-body.ts';

const path = '/services/data/:version/metadata/deployRequest';
const largestZip = 39 * 2 ** 20;

/**
 * Deployments over REST.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_rest_deploy.htm
 */
export function registerMetadataRest(app: FastifyInstance, door: Door): void {
  app.register(async (scope) => {
    if (!scope.hasContentTypeParser('multipart/form-data')) await scope.register(multipart);

    scope.post(path, { bodyLimit: largestZip + 2 ** 20 }, async (request, reply) => {
      const { engine, session, apiVersion } = door.enter(request, reply);
      const asking = { engine, session };
      if (!request.isMultipart()) {
        const { validatedDeployRequestId } = await parseDeployBody('validated', request.body);
        const deployResult = deployRecentValidation(asking, validatedDeployRequestId, apiVersion);
        return reply.code(201).send({ id: deployResult.id, validatedDeployRequestId, deployResult });
      }
      const { zip, options } = await readParts(request);
      const deployResult = startDeploy(asking, zip.toString('base64'), options, apiVersion);
      return reply.code(201).send({ id: deployResult.id, deployOptions: options, deployResult });
    });

    scope.get(`${path}/:id`, (request, reply) => {
      const { engine, session } = door.enter(request, reply);
      const { id } = request.params as { readonly id: string };
      const { includeDetails } = request.query as { readonly includeDetails?: string };
      const deployResult = deployStatus({ engine, session }, id, includeDetails === 'true');
      return reply.send({ id: deployResult.id, deployResult });
    });

    scope.patch(`${path}/:id`, async (request, reply) => {
      const { engine, session } = door.enter(request, reply);
      const { id } = request.params as { readonly id: string };
      await parseDeployBody('cancel', request.body);
      const deployResult = cancelDeploy({ engine, session }, id);
      return reply.code(202).send({ id: deployResult.id, deployResult });
    });
  });
}

/** The parts are told by their content type, since clients give the JSON part different names. */
async function readParts(request: FastifyRequest): Promise<{ readonly zip: Buffer; readonly options: DeployOptions }> {
  const parts = await multipartParts(request, { fileSize: largestZip, files: 2, fields: 2 });
  const isJson = ({ type }: MultipartPart): boolean => type.startsWith('application/json');
  const zip = parts.findLast((part) => part.isFile && !isJson(part))?.bytes;
  if (zip === undefined)
    throw new ApiError(400, 'INVALID_MULTIPART_REQUEST', 'The request has no part with the zip file');
  const said = parts.findLast(isJson)?.bytes.toString('utf8') ?? '{}';
  const { deployOptions: sent } = await parseDeployBody('options', parseJson(said));
  return { zip, options: deployOptions((name) => sent[name]) };
}
