import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import { metadataNamespace } from '../../engine/metadata/manifest.ts';
import { XmlTrouble } from '../../engine/metadata/xml.ts';
import type { Door } from '../door.ts';
import { type Fault, faultEnvelope, readEnvelope, resultEnvelope, type SoapRequest } from './envelope.ts';
import { metadataCalls, type SoapCall } from './metadata-calls.ts';
import { refuseLogin, userCalls } from './user-calls.ts';

/** One SOAP API: where it lives, what its elements are called in, and its calls. */
interface SoapApi {
  readonly path: string;
  readonly namespace: string;
  readonly calls: Readonly<Record<string, SoapCall>>;
  /** What may be called without a session. */
  readonly open: Readonly<Record<string, (version: string) => never>>;
}

const apis: readonly SoapApi[] = [
  { path: '/services/Soap/m/:version', namespace: metadataNamespace, calls: metadataCalls, open: {} },
  {
    path: '/services/Soap/u/:version',
    namespace: 'urn:partner.soap.sforce.com',
    calls: userCalls,
    open: { login: refuseLogin },
  },
  {
    path: '/services/Soap/c/:version',
    namespace: 'urn:enterprise.soap.sforce.com',
    calls: userCalls,
    open: { login: refuseLogin },
  },
];

/** The largest SOAP message. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
const largestMessage = 50 * 2 ** 20;

/** The SOAP addresses; each may be followed by the org's Id, as the org's own addresses are. */
export function registerSoap(app: FastifyInstance, door: Door): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(
      ['text/xml', 'application/xml', 'application/soap+xml'],
      { parseAs: 'string' },
      (_request, body, done) => done(null, body),
    );
    for (const api of apis) {
      const options = { bodyLimit: largestMessage };
      const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
        answerCall(api, door, request, reply);
      scope.post(api.path, options, answer);
      scope.post(`${api.path}/:organization`, options, answer);
    }
  });
}

function answerCall(api: SoapApi, door: Door, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('content-type', 'text/xml; charset=UTF-8');
  try {
    const { version } = request.params as { readonly version: string };
    return reply.send(call(api, door, readCall(request.body), version, reply));
  } catch (error) {
    return reply.code(500).send(faultEnvelope(api.namespace, faultOf(error)));
  }
}

function call(
  api: SoapApi,
  door: Door,
  { operation, body, token }: SoapRequest,
  version: string,
  reply: FastifyReply,
): string {
  if (Object.hasOwn(api.open, operation)) api.open[operation]!(version);
  const { engine, session, apiVersion } = door.enterWithToken(token, reply);
  if (!Object.hasOwn(api.calls, operation)) {
    throw new SoapFault('soapenv:Client', `No operation available for request {${api.namespace}}${operation}`);
  }
  return resultEnvelope(api.namespace, operation, api.calls[operation]!({ engine, session }, body, apiVersion));
}

function readCall(body: unknown): SoapRequest {
  const read = typeof body === 'string' ? readEnvelope(body) : undefined;
  if (read === undefined)
    throw new SoapFault('soapenv:Client', 'The request is not a SOAP envelope with a call in its body');
  return read;
}

class SoapFault extends Error implements Fault {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Refusals as faults; anything else is a defect, and goes on to whoever logs it. */
function faultOf(error: unknown): Fault {
  if (error instanceof SoapFault) return error;
  if (error instanceof XmlTrouble) {
    return { code: 'soapenv:Client', message: `${error.message} (line ${error.line}, column ${error.column})` };
  }
  if (error instanceof ApiError) return { code: `sf:${error.code}`, message: `${error.code}: ${error.message}` };
  throw error;
}
