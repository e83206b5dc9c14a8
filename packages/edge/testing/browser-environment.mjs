import { TestEnvironment } from 'jest-environment-jsdom';

/** What every browser has and jsdom leaves out, or has in a form that Node's Request does not take; Node's own are the same standards. */
const missingFromJsdom = {
  TextEncoder,
  TextDecoder,
  Uint8Array,
  ArrayBuffer,
  fetch,
  Headers,
  Request,
  Response,
  AbortController,
  AbortSignal,
  ReadableStream,
  Blob,
  File,
  FormData,
  structuredClone,
};

/** A page in jsdom with the web's standard globals. */
export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, missingFromJsdom);
  }
}
