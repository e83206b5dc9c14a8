import { bareEnvironment } from './bare-environment.ts';

/** The same for a program that fetches something: proxies, and settings of apt. */
export function networkEnvironment(): NodeJS.ProcessEnv {
  const names = [
    'http_proxy',
    'https_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'no_proxy',
    'NO_PROXY',
    'APT_CONFIG',
  ];
  return { ...bareEnvironment(), ...Object.fromEntries(names.map((name) => [name, process.env[name]])) };
}
