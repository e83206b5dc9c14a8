import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createOpenApiDocument } from './openapi.ts';
import { operationList } from './operations.ts';
import { product } from './product.ts';

describe('the OpenAPI document', () => {
  const document = createOpenApiDocument('1.2.3');

  it('says which version of OpenAPI and of the product it describes', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: product.fullName, version: '1.2.3' });
  });

  it.each(operationList.map(({ id, method, path }) => [id, method, path] as const))(
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

  it('describes errors as problem details with the codes of each status', () => {
    const responses = document.paths?.['/user/login']?.post?.responses;
    expect(responses?.['401'].description).toContain('invalid_credentials');
    expect(responses?.['429'].content).toHaveProperty('application/problem+json');
    expect(responses?.['429'].headers).toHaveProperty('Retry-After');
  });

  it('says that every operation may be unavailable, and when to come back', () => {
    for (const { method, path } of operationList) {
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

describe('the OpenAPI document of operations that today have no example', () => {
  const document = createOpenApiDocument('1.2.3', [
    {
      id: 'addPicture',
      method: 'patch',
      path: '/api/trips/:trip',
      summary: 'Add a picture',
      access: 'org:trips.write',
      params: z.strictObject({ trip: z.uuid() }),
      query: z.strictObject({ size: z.enum(['small', 'large']).optional() }),
      body: z.strictObject({ picture: z.file() }),
      bodyType: 'multipart/form-data',
      success: { status: 201, body: z.strictObject({ id: z.uuid() }) },
    },
    {
      id: 'showTrips',
      method: 'get',
      path: '/api/trips',
      summary: 'Trips, with yours first',
      access: 'public',
      token: 'optional',
      success: { status: 200 },
    },
  ]);
  const operation = document.paths?.['/api/trips/{trip}']?.patch;

  it('describes PATCH, 201 and a multipart body with its file', () => {
    expect(operation?.requestBody).toMatchObject({
      content: {
        'multipart/form-data': {
          schema: { properties: { picture: { type: 'string', format: 'binary' } } },
        },
      },
    });
    expect(operation?.responses).toHaveProperty('201');
  });

  it('describes path and query parameters with their types', () => {
    expect(operation?.parameters).toEqual([
      expect.objectContaining({
        in: 'path',
        name: 'trip',
        schema: expect.objectContaining({ format: 'uuid' }),
      }),
      expect.objectContaining({
        in: 'query',
        name: 'size',
        schema: expect.objectContaining({ enum: ['small', 'large'] }),
      }),
    ]);
  });

  it('lets a visitor call without a token what is public with an optional one', () => {
    expect(document.paths?.['/api/trips']?.get?.security).toEqual([{}, { bearer: [] }]);
  });

  it('requires a token for any access but public', () => {
    expect(operation?.security).toEqual([{ bearer: [] }]);
    expect(operation?.responses?.['401'].description).toContain('token_missing');
  });
});

describe('the list of operations', () => {
  it('has no method and path twice', () => {
    const lines = operationList.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(lines).toEqual([...new Set(lines)]);
  });

  it('has a captcha for each body with a captcha token and for no other', () => {
    for (const { id, body, captcha } of operationList) {
      const takesToken = body instanceof z.ZodObject && 'captcha' in body.shape;
      expect({ id, captcha: captcha !== undefined }).toEqual({ id, captcha: takesToken });
    }
  });

  it('has a schema for each path parameter and for nothing else', () => {
    for (const { path, params } of operationList) {
      const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect({ path, params: Object.keys(params?.shape ?? {}) }).toEqual({ path, params: named });
    }
  });
});
