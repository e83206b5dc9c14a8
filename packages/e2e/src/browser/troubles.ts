import type { Page, Request } from 'playwright-core';

/** Listens to what a person does not see: the console, broken rules of the CSP, requests that fail. */
export class Troubles {
  readonly #seen: string[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.#add(`console ${message.type()}`, `${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#add('uncaught', error.stack ?? error.message));
    page.on('requestfailed', (request) => this.#addFailed(request));
    page.on('response', (response) => {
      if (response.status() >= 400)
        this.#add(`answer ${response.status()}`, `${response.request().method()} ${response.url()}`);
    });
  }

  get all(): readonly string[] {
    return this.#seen;
  }

  /** From here on only what comes counts: for a walk that provoked trouble on purpose. */
  forget(): void {
    this.#seen.length = 0;
  }

  /** A request that the page itself gave up, because the person went elsewhere, is no trouble. */
  #addFailed(request: Request): void {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED')
      this.#add('request failed', `${request.method()} ${request.url()} ${reason}`);
  }

  #add(kind: string, detail: string): void {
    this.#seen.push(`${kind}: ${detail}`);
  }
}
