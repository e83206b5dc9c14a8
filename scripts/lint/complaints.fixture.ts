import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../root.ts';

// Probes are never written to disk, so there is no program to take their types from.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: { files: ['**'], ...tseslint.configs.disableTypeChecked },
});

/** What lint says about imports, construction and the environment if a file had this text. */
export async function complaints(file: string, text: string): Promise<string[]> {
  const results = await eslint.lintText(text, { filePath: join(root, file) });
  return results
    .flatMap(({ messages }) => messages)
    .filter(({ ruleId, fatal }) => fatal === true || /^gnar\/|no-restricted/.test(ruleId ?? ''))
    .map(({ message }) => message);
}
