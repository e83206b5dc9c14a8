import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Operation } from './operation.ts';
import { operationList, type ListedOperation } from './operations.ts';
import { problemSchema, type ProblemCode } from './problem.ts';
import { product } from './product.ts';

interface ExpectedProblem {
  readonly status: number;
  readonly code: ProblemCode;
}

const needsSession = ({ access }: Operation): boolean => access !== 'public';

const readsToken = (operation: Operation): boolean =>
  needsSession(operation) || operation.token === 'optional';

/** Problems that follow from what kind of operation it is, so that no row has to repeat them. */
function impliedProblems(operation: Operation): ExpectedProblem[] {
  const problems: ExpectedProblem[] = [
    { status: 429, code: 'too_many_requests' },
    { status: 503, code: 'unavailable' },
  ];
  if (readsToken(operation)) {
    problems.push(
      ...(needsSession(operation) ? [{ status: 401, code: 'token_missing' } as const] : []),
      { status: 401, code: 'token_invalid' },
      { status: 401, code: 'token_expired' },
      { status: 401, code: 'session_ended' },
    );
  }
  if (operation.captcha !== undefined) problems.push({ status: 422, code: 'captcha_failed' });
  if (operation.query && !operation.body) problems.push({ status: 422, code: 'invalid_input' });
  if (operation.body) {
    problems.push(
      { status: 400, code: 'malformed_json' },
      { status: 413, code: 'payload_too_large' },
      { status: 415, code: 'unsupported_media_type' },
      { status: 422, code: 'invalid_input' },
    );
  }
  return problems;
}

function problemResponses(operation: Operation): ZodOpenApiResponsesObject {
  const codesByStatus = new Map<number, ProblemCode[]>();
  for (const { status, code } of [...(operation.problems ?? []), ...impliedProblems(operation)]) {
    codesByStatus.set(status, [...(codesByStatus.get(status) ?? []), code]);
  }
  const retryAfter = {
    'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } },
  };
  return Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: problemSchema } },
        ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
      },
    ]),
  );
}

function successResponse(operation: Operation): ZodOpenApiResponsesObject {
  const { success } = operation;
  const renewed = success.authorization === true || needsSession(operation);
  return {
    [String(success.status)]: {
      description: success.body ? 'Done' : 'Done, nothing to say',
      ...(success.body ? { content: { 'application/json': { schema: success.body } } } : {}),
      ...(renewed
        ? {
            headers: {
              Authorization: {
                description: 'A fresh `Bearer` token that replaces the one in use.',
                schema: { type: 'string' as const },
              },
            },
          }
        : {}),
    },
  };
}

function security(operation: Operation): ZodOpenApiOperationObject['security'] {
  if (needsSession(operation)) return [{ bearer: [] }];
  return operation.token === 'optional' ? [{}, { bearer: [] }] : [];
}

function describeOperation(operation: ListedOperation): ZodOpenApiOperationObject {
  const { id, summary, path, params, query, body, bodyType = 'application/json' } = operation;
  return {
    operationId: id,
    summary,
    tags: [path.split('/')[1] ?? ''],
    security: security(operation),
    ...(params || query
      ? { requestParams: { ...(params && { path: params }), ...(query && { query }) } }
      : {}),
    ...(body ? { requestBody: { required: true, content: { [bodyType]: { schema: body } } } } : {}),
    responses: { ...successResponse(operation), ...problemResponses(operation) },
  };
}

function describePaths(list: readonly ListedOperation[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of list) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[operation.method] = describeOperation(operation);
  }
  return paths;
}

/**
 * The contract as an OpenAPI 3.1 document, made from the same schemas that guard the routes.
 *
 * @param version shown as the document's version.
 * @param list what it describes; default the whole contract.
 */
export function createOpenApiDocument(
  version: string,
  list: readonly ListedOperation[] = operationList,
): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: product.fullName,
      version,
      description:
        'JSON in and out. Errors are problem details (RFC 9457) whose `code` is stable. ' +
        'Protected operations take a bearer token and answer with a fresh one.',
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths: describePaths(list),
  });
}
