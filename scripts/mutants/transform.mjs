/** Jest's transform with one mutation: GNAR_MUTATION holds it as JSON, and the file on disk stays as it is. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import swc from '@swc/jest';

const mutation = process.env.GNAR_MUTATION ? JSON.parse(process.env.GNAR_MUTATION) : undefined;
const mutated = mutation && join(import.meta.dirname, '../..', mutation.file);

export default {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    const edit = (source, path) =>
      path === mutated
        ? source.slice(0, mutation.start) + mutation.replacement + source.slice(mutation.end)
        : source;
    return {
      ...transformer,
      process: (source, path, jest) => transformer.process(edit(source, path), path, jest),
      getCacheKey: (source, path, jest) =>
        createHash('sha256')
          .update(transformer.getCacheKey(edit(source, path), path, jest))
          .update(edit(source, path))
          .digest('hex'),
    };
  },
};
