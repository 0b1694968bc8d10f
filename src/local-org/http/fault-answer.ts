import type { FastifyReply } from 'fastify';
import type { FaultOf } from '../engine/faults.ts';
import { errorBody } from './error-body.ts';

/** What a status says when a fault does not tell. https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
const words: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
  403: ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  404: ['NOT_FOUND', 'The requested resource does not exist'],
  429: ['REQUEST_LIMIT_EXCEEDED', 'Too many requests'],
  500: ['UNKNOWN_EXCEPTION', 'An unexpected error occurred.'],
  503: ['SERVER_UNAVAILABLE', 'The server is unavailable to handle this request'],
};

/** Puts status and headers of a fault on a reply and gives its body, in the form of the API that was asked. */
export function faultAnswer(reply: FastifyReply, path: string, fault: FaultOf<'answer'>): string {
  const [usualCode, usualMessage] = words[fault.status] ?? ['UNKNOWN_EXCEPTION', 'An unexpected error occurred.'];
  const { code = usualCode, message = usualMessage } = fault;
  const { type, text } = errorBody(path, [{ code, message }]);
  reply.code(fault.status).header('content-type', type);
  for (const [name, value] of Object.entries(fault.headers ?? {})) reply.header(name, value);
  return text;
}
