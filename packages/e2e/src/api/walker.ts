import { ApiClient, freshToken, type Answer } from './api-client.ts';
import { contentOf } from './expectations.ts';

/** An API client with an email address and nothing but HTTP. */
export class ApiWalker extends ApiClient {
  readonly email: string;

  constructor(address: string, email: string) {
    super(address);
    this.email = email;
  }

  logIn(password: string, email = this.email): Promise<Answer> {
    return this.call('POST', '/user/login', { body: { email, password } });
  }

  /** @returns the JWT of a new session. */
  async signIn(password: string): Promise<string> {
    return freshToken(await this.logIn(password));
  }

  async idOf(token: string): Promise<string> {
    return String(contentOf(await this.call('POST', '/user/get', { token }))['id']);
  }
}
