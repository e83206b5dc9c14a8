import { describe, expect, it } from '@jest/globals';
import { createOpenApiDocument } from './openapi.ts';
import { operations } from './operations.ts';

describe('the OpenAPI document', () => {
  const document = createOpenApiDocument('1.2.3');

  it('says which version of OpenAPI and of the product it describes', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
  });

  it.each(operations.map(({ id, method, path }) => [id, method, path] as const))(
    'describes %s',
    (id, method, path) => {
      const item = document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')];
      expect(item?.[method]?.operationId).toBe(id);
    },
  );

  it('names every path parameter', () => {
    const parameters = document.paths?.['/user/sessions/{sid}']?.delete?.parameters;
    expect(parameters).toEqual([expect.objectContaining({ in: 'path', name: 'sid', required: true })]);
  });

  it('asks for a token where one is needed, and tells of the fresh one', () => {
    const operation = document.paths?.['/user/get']?.post;
    expect(operation?.security).toEqual([{ bearer: [] }]);
    expect(operation?.responses?.['200'].headers).toHaveProperty('Authorization');
  });

  it('lets a visitor without a token ask for the secret message', () => {
    expect(document.paths?.['/10-45']?.get?.security).toEqual([{}, { bearer: [] }]);
  });

  it('describes errors as problem details with the codes of each status', () => {
    const responses = document.paths?.['/user/login']?.post?.responses;
    expect(responses?.['401'].description).toContain('invalid_credentials');
    expect(responses?.['429'].content).toHaveProperty('application/problem+json');
    expect(responses?.['429'].headers).toHaveProperty('Retry-After');
  });

  it('says that every operation may be unavailable, and when to come back', () => {
    for (const { method, path } of operations) {
      const operation = document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method];
      expect(operation?.responses?.['503']).toMatchObject({
        description: expect.stringContaining('unavailable'),
        headers: { 'Retry-After': expect.anything() },
      });
    }
  });

  it('refuses unknown keys in requests', () => {
    expect(document.components?.schemas?.['SignUpRequest']).toMatchObject({ additionalProperties: false });
  });
});
