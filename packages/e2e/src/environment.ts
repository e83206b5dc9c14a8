/** How npm is started: the one that runs us where there is one, else the one on PATH. */
export interface NpmCommand {
  readonly file: string;
  readonly leadingArguments: readonly string[];
}

export interface Environment {
  /** GNAR_BROWSER: the path of a Chromium to use. */
  readonly browser: string | undefined;
  /** Where commands are looked for. */
  readonly path: string;
  readonly npm: NpmCommand;
}

/** The only module of this package that reads the environment. */
export function environment(source: NodeJS.ProcessEnv = process.env): Environment {
  const npmScript = source['npm_execpath'];
  return {
    browser: source['GNAR_BROWSER'] || undefined,
    path: source['PATH'] ?? '',
    npm: npmScript?.endsWith('.js')
      ? { file: process.execPath, leadingArguments: [npmScript] }
      : { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', leadingArguments: [] },
  };
}

/** What a program that we start inherits: everything but settings of the product and of our own test runner. */
export function childEnvironment(source: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const inherited = Object.entries(source).filter(
    ([name]) => !/^(GNAR_|NODE_OPTIONS$|NODE_ENV$|JEST_)/.test(name),
  );
  return Object.fromEntries(inherited);
}

/** What the walks know about the system and the browser that were started for them. */
export interface Stage {
  readonly dataDirectory: string;
  /** Absent: there is no browser, and `missing` says what to do about it. */
  readonly browser?: { readonly executablePath: string; readonly args: readonly string[] };
  readonly missing?: string;
}

const stageVariable = 'GNAR_E2E_STAGE';

/** Jest hands nothing but the environment from its global set-up to the tests. */
export function publishStage(stage: Stage): void {
  process.env[stageVariable] = JSON.stringify(stage);
}

export function stage(): Stage {
  const text = process.env[stageVariable];
  if (text === undefined) throw new Error('The walks run with: npm run e2e');
  return JSON.parse(text) as Stage;
}
