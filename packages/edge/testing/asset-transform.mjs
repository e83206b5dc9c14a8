import { basename } from 'node:path';

/** In tests an image is its address and, where it is an SVG, a drawing without lines. */
const transform = {
  process: (_source, path) => ({
    code: `export default ${JSON.stringify(`/assets/${basename(path)}`)};\nexport const Svg = () => null;`,
  }),
};

export default transform;
