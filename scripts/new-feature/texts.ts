import { join } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { root } from '../root.ts';

/** New texts, by file. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The texts as prettier writes them, but for those that .prettierignore names. Before anything is written, so that a text that
 * cannot be read changes nothing.
 *
 * @throws SyntaxError for a text that is none of its language
 */
export async function formatted(texts: Texts): Promise<Texts> {
  const entries = Object.entries(texts).map(async ([file, text]): Promise<[string, string]> => {
    const filepath = join(root, file);
    const { ignored, inferredParser } = await getFileInfo(filepath, {
      ignorePath: join(root, '.prettierignore'),
    });
    if (ignored || inferredParser === null) return [file, text];
    return [file, await format(text, { ...(await resolveConfig(filepath)), filepath })];
  });
  return Object.fromEntries(await Promise.all(entries));
}
