import { modulesIn } from '@gnar/lodge/named-modules';

/** What the manifest does not say of a service; `src/services/<name>.ts` exports it as `known`, and goes with the service. */
export interface KnownService {
  /** Answers GET with 200, and only services of ours may ask it: the attack `peers` tries it. */
  readonly peerRoute?: string;
  /** GNAR_… settings on top of compose's. */
  readonly settings?: Readonly<Record<string, string>>;
}

const modules = await modulesIn<{ readonly known: KnownService }>(new URL('../services/', import.meta.url));

export const knownService = (name: string): KnownService => modules.get(name)?.known ?? {};
