import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../errors/problem-error.ts';

/**
 * Of a body that is too large so much is read and dropped after the answer. Closing a socket with bytes unread resets
 * it, and the reset can overtake the answer: a proxy would then make it a 502.
 */
const mostDroppedBytes = 1024 * 1024;

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
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > mostDroppedBytes) throw tooLarge(limitBytes, { Connection: 'close' });
  if (announced > limitBytes) {
    dropRest(request);
    throw tooLarge(limitBytes);
  }
  return parseJson(await readText(request, limitBytes));
}

function isJson(contentType: string | undefined): boolean {
  return (
    contentType !== undefined &&
    /^application\/(?:[\w.-]{1,64}\+)?json\s*(?:;|$)/i.test(contentType.slice(0, 200))
  );
}

function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
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
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', () => reject(interrupted()));
    request.once('close', () => {
      if (!request.complete) reject(interrupted());
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError({ status: 400, code: 'malformed_json', detail: 'The body is no JSON.' });
  }
}

function dropRest(request: IncomingMessage): void {
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > mostDroppedBytes) request.socket.destroy();
  });
}

function tooLarge(limitBytes: number, headers?: Record<string, string>): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'payload_too_large',
    detail: `The body may have at most ${limitBytes} bytes.`,
    headers,
  });
}

function interrupted(): ProblemError {
  return new ProblemError({ status: 400, code: 'body_incomplete', detail: 'The body ended too early.' });
}
