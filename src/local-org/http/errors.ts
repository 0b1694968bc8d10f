import type { FastifyError } from 'fastify';
import type { Log } from '../../base/log.ts';
import { ApiError } from '../engine/api-error.ts';
import type { ApiErrorEntry } from '../engine/types.ts';

/** An error entry as REST writes it. */
export function restError({ code, message, fields, detail }: ApiErrorEntry): Record<string, unknown> {
  return { ...detail, message, errorCode: code, ...(fields === undefined ? {} : { fields }) };
}

/** The same as collections, trees and SOAP-like results write it. */
export function rowError({ code, message, fields }: ApiErrorEntry): Record<string, unknown> {
  return { statusCode: code, message, fields: fields ?? [] };
}

/**
 * Row errors that are not plain 400 when one row was the whole request.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
const statusByCode: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  INSUFFICIENT_ACCESS: 403,
};

export function statusOf(errors: readonly ApiErrorEntry[]): number {
  return statusByCode[errors[0]?.code ?? ''] ?? 400;
}

/** What the server's own refusals are called on the wire. */
const wordsByFastifyCode: Readonly<Record<string, readonly [number, string, string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'UNSUPPORTED_MEDIA_TYPE', 'Content-Type not supported for this resource'],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'REQUEST_TOO_LARGE', 'The request body is too large'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'BAD_REQUEST', 'The request body did not match its Content-Length'],
  Z_DATA_ERROR: [400, 'BAD_REQUEST', 'The request body is not what its Content-Encoding says'],
  Z_BUF_ERROR: [400, 'BAD_REQUEST', 'The request body ends before its compressed content does'],
  FST_REQ_FILE_TOO_LARGE: [413, 'REQUEST_TOO_LARGE', 'A file of the request is too large'],
  FST_PARTS_LIMIT: [400, 'INVALID_MULTIPART_REQUEST', 'The request has too many parts'],
  FST_FILES_LIMIT: [400, 'INVALID_MULTIPART_REQUEST', 'The request has too many files'],
  FST_FIELDS_LIMIT: [400, 'INVALID_MULTIPART_REQUEST', 'The request has too many fields'],
  FST_PROTO_VIOLATION: [400, 'INVALID_MULTIPART_REQUEST', 'A part of the request has a name that no part may have'],
  FST_INVALID_JSON_FIELD_ERROR: [400, 'JSON_PARSER_ERROR', 'A part of the request is not valid JSON'],
  FST_MP_PREMATURE_CLOSE: [400, 'INVALID_MULTIPART_REQUEST', 'The request ended before its last part did'],
  FST_ERR_BAD_URL: [400, 'BAD_REQUEST', 'The address is not a valid URL'],
};

/** Any error as an ApiError. One that nobody foresaw is logged, and answered as Salesforce does with its own. */
export function asApiError(error: unknown, log: Log, where: string): ApiError {
  if (error instanceof ApiError) return error;
  const known = wordsByFastifyCode[(error as Partial<FastifyError>)?.code ?? ''];
  if (known !== undefined) return new ApiError(...known);
  log.warn('local org: unexpected error', {
    where,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new ApiError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.');
}
