import { basename } from 'node:path';
import type { LoaderContext } from 'webpack';

/** `stroke-width` as React spells it: `strokeWidth`. */
const reactNameOf = (attribute: string): string =>
  attribute === 'class'
    ? 'className'
    : attribute.replace(/^(?!data-|aria-)(.*)$/, (name) =>
        name.replaceAll(/[-:](\w)/g, (_all, letter: string) => letter.toUpperCase()),
      );

/**
 * Makes an SVG file a module: its address as default export, and the drawing itself as the component `Svg`, which takes the
 * attributes of `<svg>`. What a page does not use is left out of its bundle.
 *
 * @throws Error for a file without an `<svg>` element
 */
export default function svgLoader(this: Pick<LoaderContext<unknown>, 'resourcePath'>, file: string): string {
  const [, attributes = '', content] = /<svg\b([^>]*?)(?:\/>|>([\s\S]*)<\/svg>)/.exec(file) ?? [];
  if (!/<svg\b/.test(file)) throw new Error(`${basename(this.resourcePath)} has no <svg> element.`);
  const props = Object.fromEntries(
    [...attributes.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
      .filter(([, name = '']) => name !== 'style' && !name.startsWith('xmlns'))
      .map(([, name = '', quoted, single]) => [reactNameOf(name), quoted ?? single ?? '']),
  );
  return `import { jsx } from 'react/jsx-runtime';
const drawing = ${JSON.stringify({ ...props, dangerouslySetInnerHTML: { __html: content ?? '' } })};
export const Svg = (props) => jsx('svg', { ...drawing, ...props });
export { default } from ${JSON.stringify(`./${basename(this.resourcePath)}?address`)};
`;
}
