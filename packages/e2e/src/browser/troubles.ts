import type { Page, Request } from 'playwright-core';

/** Records what is not on the page: console errors, violations of the CSP, failed requests. */
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

  /** Forgets what was recorded so far: for a walk that caused errors on purpose. */
  forget(): void {
    this.#seen.length = 0;
  }

  /** A request that the page itself cancelled, because of a navigation, is no error. */
  #addFailed(request: Request): void {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED')
      this.#add('request failed', `${request.method()} ${request.url()} ${reason}`);
  }

  #add(kind: string, detail: string): void {
    this.#seen.push(`${kind}: ${detail}`);
  }
}
