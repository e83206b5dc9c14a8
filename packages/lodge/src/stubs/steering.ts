import type { DecidedVerdict } from './captcha.ts';

/** How tests bend the stubs; what is absent behaves as the real service does on a good day. */
export interface Steering {
  breach: { status?: number; delayMs?: number; passwords?: string[] };
  captcha: { status?: number; delayMs?: number } & DecidedVerdict;
}

export interface SteeringChange {
  breach?: Steering['breach'];
  captcha?: Steering['captcha'];
  reset?: boolean;
}

export const unsteered = (): Steering => ({ breach: {}, captcha: {} });

/** The steering after a change: `reset` begins anew, everything else adds to what was said before. */
export function steer(current: Steering, { breach, captcha, reset }: SteeringChange): Steering {
  const base = reset ? unsteered() : current;
  return { breach: { ...base.breach, ...breach }, captcha: { ...base.captcha, ...captcha } };
}

/** @throws TypeError that says what a change may hold */
export function parseSteeringChange(text: string): SteeringChange {
  const change: unknown = JSON.parse(text);
  if (!isSteeringChange(change)) {
    throw new TypeError(
      'Expected { breach?: { status?, delayMs?, passwords? }, captcha?: { status?, delayMs?, success?, score?, action?, hostname?, challenge_ts? }, reset? }',
    );
  }
  return change;
}

const captchaKeys = ['status', 'delayMs', 'success', 'score', 'action', 'hostname', 'challenge_ts'];

function isSteeringChange(value: unknown): value is SteeringChange {
  return (
    isPlain(value, ['breach', 'captcha', 'reset']) &&
    isPlain(value['breach'] ?? {}, ['status', 'delayMs', 'passwords']) &&
    isPlain(value['captcha'] ?? {}, captchaKeys)
  );
}

function isPlain(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).every((key) => keys.includes(key));
}
