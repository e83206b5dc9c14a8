/** A list is sent as several headers of that name: `{ 'Set-Cookie': ['a=1', 'b=2'] }`. */
export type ReplyHeaders = Readonly<Record<string, string | readonly string[]>>;

/** A stream of Node, a web stream, or anything that gives texts and bytes one after the other. */
export type StreamBody = AsyncIterable<string | Uint8Array>;

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: string | Uint8Array | StreamBody | undefined;
  readonly headers: ReplyHeaders | undefined;
}

/** A JSON answer: the compiler knows its status and the type of its body. */
export interface JsonReply<S extends number, B> extends Reply {
  readonly status: S;
  /** For the compiler only, never set. A tuple, so that no body does not pass for an optional one. */
  readonly json?: readonly [B];
}

/** A JSON answer; without a body an empty one. A string becomes a JSON string. */
export function reply<S extends number>(status: S): JsonReply<S, undefined>;
export function reply<S extends number, B>(status: S, body: B, headers?: ReplyHeaders): JsonReply<S, B>;
export function reply<S extends number>(
  status: S,
  body?: unknown,
  headers?: ReplyHeaders,
): Reply & { status: S } {
  if (body === undefined) return { status, contentType: undefined, body: undefined, headers };
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), headers };
}

/** A page. Gear's Content-Security-Policy allows it nothing; hand in another where it needs more. */
export function html(status: number, text: string, headers?: ReplyHeaders): Reply {
  return { status, contentType: 'text/html; charset=utf-8', body: text, headers };
}

/** Anything else. */
export function raw(
  status: number,
  contentType: string,
  body: Uint8Array | string,
  headers?: ReplyHeaders,
): Reply {
  return { status, contentType, body, headers };
}

/**
 * An answer that is sent as it comes. What fails before the first piece is answered as problem+json, later it cuts the
 * answer off. Without a Content-Length it is asked to end and then cut off when its session or its token ends, and at the stop.
 */
export function stream(status: number, contentType: string, body: StreamBody, headers?: ReplyHeaders): Reply {
  return { status, contentType, body, headers };
}
