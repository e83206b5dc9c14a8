import type { RouteRequest } from './route-request.ts';
import type { Reply, ReplyHeaders, StreamBody } from './reply.ts';
import { ProblemError } from '../errors/errors.ts';

/** The first and the last byte, both included, as `createReadStream` takes them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface RangedContent {
  readonly contentType: string;
  /** Of the whole, in bytes. */
  readonly size: number;
  /** Makes a client that continues a download notice that the content is another one now: `"v2"`, with its quotes. */
  readonly etag?: string;
  readonly lastModified?: Date;
  /** The bytes of a range; of the whole content where the client asks for no range. */
  open(this: void, range: ByteRange): StreamBody;
  readonly headers?: ReplyHeaders;
}

type RangeRequest = Pick<RouteRequest<unknown, unknown, unknown, unknown>, 'headers' | 'method'>;

/**
 * Answers with content of a known size, or with the part that the client asks for (RFC 9110 section 14). Of several ranges
 * in one request none is sent: the whole is, as the RFC allows.
 *
 * @throws ProblemError 416 when the range begins behind the end
 */
export function ranged(request: RangeRequest, content: RangedContent): Reply {
  const { contentType, size, etag, lastModified, open, headers } = content;
  const range = request.method === 'GET' ? wantedRange(request, content) : undefined;
  const { start, end } = range ?? { start: 0, end: size - 1 };
  return {
    status: range === undefined ? 200 : 206,
    contentType,
    body: size === 0 ? '' : open({ start, end }),
    headers: {
      ...headers,
      'Accept-Ranges': 'bytes',
      'Content-Length': String(end - start + 1),
      ...(range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
      ...(etag === undefined ? {} : { ETag: etag }),
      ...(lastModified === undefined ? {} : { 'Last-Modified': lastModified.toUTCString() }),
    },
  };
}

function wantedRange({ headers }: RangeRequest, content: RangedContent): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (!isUnchanged(headers['if-range'], content)) return undefined;
  const { size } = content;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start < size && !(first === '' && Number(last) === 0)) return { start, end };
  throw new ProblemError({
    status: 416,
    code: 'range_not_satisfiable',
    detail: `The content has ${size} bytes.`,
    headers: { 'Content-Range': `bytes */${size}` },
  });
}

// RFC 9110 section 13.1.5: a strong validator, or exactly the date that was sent.
function isUnchanged(ifRange: string | string[] | undefined, { etag, lastModified }: RangedContent): boolean {
  if (ifRange === undefined) return true;
  if (typeof ifRange !== 'string') return false;
  if (ifRange.startsWith('"')) return ifRange === etag;
  if (lastModified === undefined || ifRange.startsWith('W/')) return false;
  return Date.parse(ifRange) === Math.floor(lastModified.getTime() / 1000) * 1000;
}
