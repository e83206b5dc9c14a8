import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export type Overlay = 'local' | 'preview' | 'staging' | 'production';

const kindSchema = z.looseObject({ kind: z.string() });

/** The objects of that kind in what an overlay renders to. */
export async function renderedDocuments(overlay: Overlay, kind: string): Promise<unknown[]> {
  const text = await readFile(new URL(`../rendered/${overlay}.yaml`, import.meta.url), 'utf8');
  const documents: { toJS(): unknown }[] = parseAllDocuments(text);
  return documents
    .map((document) => document.toJS())
    .filter((document) => kindSchema.safeParse(document).data?.kind === kind);
}
