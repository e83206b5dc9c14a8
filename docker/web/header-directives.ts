import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageHeaders } from '../../services/powder/page-headers.ts';

/** The headers as nginx directives, for errors too. */
export function headerDirectives(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => {
      if (/["\\$\n]/.test(value)) throw new Error(`${name} cannot be written into nginx's configuration`);
      return `add_header ${name} "${value}" always;\n`;
    })
    .join('');
}

/** Both sets of headers, of which start.sh takes the one that the environment asks for. */
export async function writeHeaderDirectives(folder: string): Promise<void> {
  await writeFile(join(folder, 'headers.conf'), headerDirectives(pageHeaders({ captcha: false })));
  await writeFile(
    join(folder, 'headers-with-captcha.conf'),
    headerDirectives(pageHeaders({ captcha: true })),
  );
}
