import { z } from 'zod';

const operations = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;

const csv = {
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
  columnDelimiter: z.enum(['BACKQUOTE', 'CARET', 'COMMA', 'PIPE', 'SEMICOLON', 'TAB']).default('COMMA'),
  contentType: z.literal('CSV').default('CSV'),
};

/**
 * What a client may ask a new job to be.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/create_job.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/query_create_job.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_jobinfo.htm
 */
export const newJobForms = {
  ingest: z.object({
    object: z.string(),
    operation: z.enum(operations),
    externalIdFieldName: z.string().optional(),
    assignmentRuleId: z.string().min(1).optional(),
    ...csv,
  }),
  query: z.object({ operation: z.enum(['query', 'queryAll']), query: z.string().min(1), ...csv }),
  classic: z.object({
    object: z.string().min(1),
    operation: z.enum([...operations, 'query', 'queryAll']),
    externalIdFieldName: z.string().optional(),
    concurrencyMode: z.enum(['Parallel', 'Serial']).default('Parallel'),
    contentType: z.enum(['CSV', 'XML', 'JSON']).default('XML'),
    assignmentRuleId: z.string().optional(),
  }),
};
