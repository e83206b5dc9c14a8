import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../errors/errors.ts';

/**
 * For so long the rest of a body that is too large is read and dropped after the answer; in ms. Closing a socket with
 * bytes unread resets it, and the reset can overtake the answer: a proxy would then make it a 502.
 */
const lingerMs = 2_000;

/**
 * Reads a JSON body of at most `limitBytes`.
 *
 * @throws ProblemError 415 for another content type or an encoded body, 413 when it is too large, 400 when it is no JSON.
 */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const { headers } = request;
  if (!isJson(headers['content-type'])) {
    throw new ProblemError({
      status: 415,
      code: 'unsupported_media_type',
      detail: 'Send JSON, with Content-Type: application/json.',
      headers: { Accept: 'application/json' },
    });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new ProblemError({
      status: 415,
      code: 'unsupported_media_type',
      detail: 'Send the body without encoding.',
    });
  }
  return parseJson(await readRawBody(request, limitBytes));
}

function isJson(contentType: string | undefined): boolean {
  return (
    contentType !== undefined &&
    /^application\/(?:[\w.-]{1,64}\+)?json\s*(?:;|$)/i.test(contentType.slice(0, 200))
  );
}

/** Reads a body of any type as it was sent. @throws ProblemError 413 when it has more than `limitBytes` */
export function readRawBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
    dropRest(request);
    return Promise.reject(tooLarge(limitBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        request.removeAllListeners('data');
        dropRest(request);
        reject(tooLarge(limitBytes));
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(interrupted()));
    request.once('close', () => {
      if (!request.complete) reject(interrupted());
    });
  });
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ProblemError({ status: 400, code: 'malformed_json', detail: 'The body is no JSON.' });
  }
}

function dropRest(request: IncomingMessage): void {
  request.resume();
  const cutOff = () => {
    if (!request.complete) request.socket.destroy();
  };
  setTimeout(cutOff, lingerMs).unref();
}

function tooLarge(limitBytes: number): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'payload_too_large',
    detail: `The body may have at most ${limitBytes} bytes.`,
  });
}

function interrupted(): ProblemError {
  return new ProblemError({ status: 400, code: 'body_incomplete', detail: 'The body ended too early.' });
}
