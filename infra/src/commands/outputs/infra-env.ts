/** `GNAR_…` outputs of all stacks as text, sorted by name. */
export function settingsOf(outputs: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const settings = Object.entries(outputs)
    .filter(([name]) => name.startsWith('GNAR_'))
    .map(([name, value]) => [name, String(value)] as const)
    .filter(([, value]) => value !== '');
  return new Map(settings.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** What Kustomize reads as an env file: nothing is quoted there, all behind the first `=` is the value. */
export function infraEnv(environment: string, settings: ReadonlyMap<string, string>): string {
  return [
    `# What ${environment} has on AWS: written by \`npm run infra:outputs -- ${environment}\`. No secret is in it; commit it.`,
    ...[...settings].map(([name, value]) => `${name}=${value}`),
    '',
  ].join('\n');
}

/** For a shell, or for \`node --env-file\`: single quotes, which neither reads into. */
export function laptopEnv(settings: ReadonlyMap<string, string>): string {
  return [...settings].map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`).join('');
}
