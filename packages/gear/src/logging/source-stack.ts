import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { z } from 'zod';

const mapSchema = z.object({
  version: z.literal(3),
  file: z.string().default(''),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
  sourceRoot: z.string().default(''),
});

// A path holds no colon, so that a message full of beginnings is read once and not from each of them.
const place = /file:\/\/(\/[^\s():]+\.js):(\d+):(\d+)/g;

/** undefined: there is none. As many as a bundle has files, and only those that errors came from. */
const mapsByFile = new Map<string, SourceMap | undefined>();

/**
 * A stack with the places of the sources for those of a bundle. Node's own --enable-source-maps reads all maps at the start,
 * which costs a third of a process' memory; here a file's map is read when the first logged error comes from it.
 */
export function sourceStack(stack: string): string {
  return stack.replace(place, (text, file: string, line: string, column: string) => {
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
    if (origin === undefined || !('fileName' in origin)) return text;
    return `${origin.fileName.replace(/^(?:\.\.\/)+/, '')}:${origin.lineNumber}:${origin.columnNumber}`;
  });
}

function mapOf(file: string): SourceMap | undefined {
  if (!mapsByFile.has(file)) mapsByFile.set(file, readMap(file));
  return mapsByFile.get(file);
}

function readMap(file: string): SourceMap | undefined {
  if (file.includes('/node_modules/')) return undefined;
  try {
    return new SourceMap(mapSchema.parse(JSON.parse(readFileSync(`${decodeURI(file)}.map`, 'utf8'))));
  } catch {
    // Code without a map, or with a broken one: its own place is the best there is.
    return undefined;
  }
}
