import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addCompression } from '../compression.ts';
import type { Door } from '../door.ts';
import { faultEnvelope, readEnvelope, resultEnvelope, type SoapRequest, type SoapValue } from './envelope.ts';
import { faultOf, SoapFault } from './faults.ts';
import { sessionIdIn } from './session-id.ts';
import { type SoapApi, soapApis } from './soap-apis.ts';

/** The largest SOAP message. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
const largestMessage = 50 * 2 ** 20;

/** A message that is longer is read only once it is known who sends it: what XML it holds may take seconds. */
const longestOfAnybody = 2 ** 18;

/** The SOAP addresses; each may be followed by the org's Id, as the org's own addresses are. */
export function registerSoap(app: FastifyInstance, door: Door): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(
      ['text/xml', 'application/xml', 'application/soap+xml'],
      { parseAs: 'string' },
      (_request, body, done) => done(null, body),
    );
    addCompression(scope);
    for (const api of soapApis) {
      const options = { bodyLimit: largestMessage };
      const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
        answerCall(api, door, request, reply);
      for (const path of pathsOf(api)) scope.post(path, options, answer);
    }
  });
}

/** `/services/Soap/u/67.0`, and the same with the org's Id behind it. */
export const pathsOf = ({ letter }: SoapApi): readonly string[] =>
  ['', '/:organization'].map((end) => `/services/Soap/${letter}/:version${end}`);

function answerCall(api: SoapApi, door: Door, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('content-type', 'text/xml; charset=UTF-8');
  try {
    const { version } = request.params as { readonly version: string };
    const { body } = request;
    if (typeof body === 'string' && body.length > longestOfAnybody) door.know(sessionIdIn(body));
    return reply.send(call(api, door, readCall(body), version, reply));
  } catch (error) {
    return reply.code(500).send(faultEnvelope(api.namespaces, faultOf(error)));
  }
}

function call(api: SoapApi, door: Door, request: SoapRequest, version: string, reply: FastifyReply): string {
  const { operation, body, header, token } = request;
  if (Object.hasOwn(api.open, operation)) api.open[operation]!(version);
  const entry = door.enterWithToken(token, reply);
  if (!Object.hasOwn(api.calls, operation)) {
    door.notOffered(`SOAP ${api.letter} ${operation}`);
    throw new SoapFault('soapenv:Client', `No operation available for request {${api.namespaces.api}}${operation}`);
  }
  const ask = { entry, body, header, origin: door.origin(), typed: api.typed };
  const result = api.calls[operation]!.answer(ask);
  return resultEnvelope(api.namespaces, operation, result, api.answersWithUsage ? usage(reply) : undefined);
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_limitinfoheader.htm */
function usage(reply: FastifyReply): SoapValue {
  const [, current = '0', limit = '0'] =
    /api-usage=(\d+)\/(\d+)/.exec(String(reply.getHeader('Sforce-Limit-Info'))) ?? [];
  return { LimitInfoHeader: { limitInfo: { current, limit, type: 'API REQUESTS' } } };
}

function readCall(body: unknown): SoapRequest {
  const read = typeof body === 'string' ? readEnvelope(body) : undefined;
  if (read === undefined)
    throw new SoapFault('soapenv:Client', 'The request is not a SOAP envelope with a call in its body');
  return read;
}
