import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { operations, type Operation } from './operations.ts';
import { problemSchema, type ProblemCode } from './problem.ts';

interface ExpectedProblem {
  readonly status: number;
  readonly code: ProblemCode;
}

/** Problems that follow from what kind of operation it is, so that no row has to repeat them. */
function impliedProblems(operation: Operation): ExpectedProblem[] {
  const problems: ExpectedProblem[] = [
    { status: 429, code: 'too_many_requests' },
    { status: 503, code: 'unavailable' },
  ];
  if (operation.auth !== 'public') {
    problems.push(
      ...(operation.auth === 'required' ? [{ status: 401, code: 'token_missing' } as const] : []),
      { status: 401, code: 'token_invalid' },
      { status: 401, code: 'token_expired' },
      { status: 401, code: 'session_ended' },
    );
  }
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

function successResponse({ success, auth }: Operation): ZodOpenApiResponsesObject {
  const renewed = success.authorization === true || auth === 'required';
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

function security({ auth }: Operation): ZodOpenApiOperationObject['security'] {
  if (auth === 'public') return [];
  return auth === 'required' ? [{ bearer: [] }] : [{}, { bearer: [] }];
}

function describeOperation(operation: Operation): ZodOpenApiOperationObject {
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.path.split('/')[1] ?? ''],
    security: security(operation),
    ...(operation.params ? { requestParams: { path: operation.params } } : {}),
    ...(operation.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } }
      : {}),
    responses: { ...successResponse(operation), ...problemResponses(operation) },
  };
}

function describePaths(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[operation.method] = describeOperation(operation);
  }
  return paths;
}

/**
 * The contract as an OpenAPI 3.1 document, made from the same schemas that guard the routes.
 *
 * @param version shown as the document's version.
 */
export function createOpenApiDocument(version: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Project Gnar',
      version,
      description:
        'JSON in and out. Errors are problem details (RFC 9457) whose `code` is stable. ' +
        'Protected operations take a bearer token and answer with a fresh one.',
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths: describePaths(),
  });
}
