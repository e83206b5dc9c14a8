import type { NpmCommand } from './browser/npm-chromium.ts';

export interface Environment {
  /** GNAR_BROWSER: the path of a Chromium to use. */
  readonly browser: string | undefined;
  /** Where commands are looked for. */
  readonly path: string;
  readonly npm: NpmCommand;
}

/** The only place of this package that reads the environment. */
export function environment(source: NodeJS.ProcessEnv = process.env): Environment {
  const npmScript = source.npm_execpath;
  return {
    browser: source.GNAR_BROWSER || undefined,
    path: source.PATH ?? '',
    npm: npmScript?.endsWith('.js')
      ? { file: process.execPath, leadingArguments: [npmScript] }
      : { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', leadingArguments: [] },
  };
}
