import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';

/**
 * Who may call: `public`: anyone; `session`: who is signed in; `org:…`: a member of the organisation with that
 * permission; `staff:…`: staff of the platform with that permission.
 */
export type Access = 'public' | 'session' | `org:${string}` | `staff:${string}`;

/** One operation of the contract: what a client sends and every status it must be ready for. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Path parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  /** With `public`: works without a token, but a token that is sent must be valid. */
  readonly token?: 'optional';
  /** One entry for each `:name` of the path. A value that does not fit is answered 404. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The form's name for its captcha, whose token is `captcha` in the body. */
  readonly captcha?: string;
  /** Default JSON. */
  readonly bodyType?: 'multipart/form-data';
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly body?: z.ZodType;
    readonly authorization?: true;
  };
  /** Beside the ones that follow from `access`, a body and the rate limits. */
  readonly problems?: readonly { readonly status: number; readonly code: ProblemCode }[];
}

/** By id. */
export type Operations = Readonly<Record<string, Operation>>;
