import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Aws } from './aws.ts';
import { CommandError } from './command-error.ts';

const usersSchema = z.object({
  Users: z.array(z.object({ Status: z.string(), Authentication: z.object({ Type: z.string() }) })).min(1),
});
const PAUSE_MS = 5_000;
const ATTEMPTS = 60;

/** The user of ElastiCache by which services log in. Terraform makes it without a way in; the password comes from here. */
export class CacheUser {
  readonly #aws: Aws;
  readonly #id: string;
  readonly #pause: () => Promise<unknown>;

  constructor(aws: Aws, id: string, pause: () => Promise<unknown> = () => sleep(PAUSE_MS)) {
    this.#aws = aws;
    this.#id = id;
    this.#pause = pause;
  }

  async hasPassword(): Promise<boolean> {
    return (await this.#describe()).Authentication.Type === 'password';
  }

  /**
   * Sets what the user may log in with: one password, or two while a new one spreads.
   * @throws CommandError when ElastiCache does not settle within five minutes
   */
  async setPasswords(...passwords: readonly [string] | readonly [string, string]): Promise<void> {
    await this.#settled();
    await this.#aws.call(['elasticache', 'modify-user'], {
      UserId: this.#id,
      AuthenticationMode: { Type: 'password', Passwords: passwords },
    });
    await this.#settled();
  }

  async #settled(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if ((await this.#describe()).Status === 'active') return;
      await this.#pause();
    }
    throw new CommandError(`ElastiCache is still changing its user ${this.#id}: try again in a few minutes.`);
  }

  async #describe() {
    const { Users } = await this.#aws.read(
      ['elasticache', 'describe-users', '--user-id', this.#id],
      usersSchema,
    );
    return usersSchema.shape.Users.element.parse(Users[0]);
  }
}

/** The user that the data stack has published; none where the cache runs in the cluster. */
export function cacheUserOf(aws: Aws, outputs: Readonly<Record<string, unknown>>): CacheUser | undefined {
  const id = outputs['GNAR_REDIS_USER_ID'];
  return typeof id === 'string' ? new CacheUser(aws, id) : undefined;
}
