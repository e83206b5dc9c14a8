import {
  type Auth,
  type AuthChoice,
  type AuthOf,
  type OperationHandler,
  type OperationLike,
  type OperationRequest,
  type OperationRouteOptions,
  route,
  type Route,
} from '@gnar/gear/http';
import type { AuditEvent } from '../audit/audit.ts';
import type { RunChecks } from './run-checks.ts';
import type { VerifyCaptcha } from './captcha.ts';
import type { EnforceRateLimit, RequestLimit } from './request-limits.ts';

/** `org:…` and `staff:…` have no check yet: a route for them must not compile before they do. */
type Reachable = OperationLike & {
  readonly access: 'public' | 'session';
  readonly captcha?: string;
};

/** What is checked once a request is valid and before its handler: the limit, then the captcha. */
interface Checks<Limit extends string> {
  /** The budget of the network that asks. */
  readonly limit?: Limit | undefined;
  /** Keeps a refusal by the limit or the captcha as the outcome of this event. */
  readonly audit?: AuditEvent | undefined;
}

/** A public operation must have a limit; one with a captcha must verify it, and no other can. */
type ChecksOf<O extends OperationLike, Limit extends string> = Checks<Limit> &
  (O extends { readonly access: 'public' } ? { readonly limit: Limit } : unknown) &
  (O extends { readonly captcha: string } ? { readonly captcha: true } : { readonly captcha?: never });

/** Makes the route of an operation, with its rate limit and captcha beside its handler. */
export type MakeRoute<Limit extends string = RequestLimit> = <
  O extends Reachable,
  A extends AuthChoice<O> = AuthOf<O>,
>(
  operation: O,
  options: ChecksOf<O, Limit> & OperationRouteOptions<O, A>,
  handler: OperationHandler<O, A>,
) => Route;

/** What a feature with operations asks for. */
export interface Routed {
  readonly route: MakeRoute;
}

interface MakeRouteOptions<Limit extends string> {
  readonly runChecks: RunChecks;
  readonly enforceRateLimit: EnforceRateLimit<Limit>;
  readonly verifyCaptcha: VerifyCaptcha;
}

export function createMakeRoute<Limit extends string = RequestLimit>({
  runChecks,
  enforceRateLimit,
  verifyCaptcha,
}: MakeRouteOptions<Limit>): MakeRoute<Limit> {
  return (operation, options, handler) => {
    const { limit, audit }: Checks<Limit> = options;
    const { captcha } = operation;
    if (limit === undefined && captcha === undefined) return route(operation, options, handler);
    const { around } = options;
    const check = async (request: OperationRequest<unknown, Auth>) => {
      if (limit !== undefined) await enforceRateLimit(limit, request.ip);
      if (captcha !== undefined) await verifyCaptcha(captcha, captchaToken(request.body), request);
    };
    return route(
      operation,
      {
        ...options,
        around: (request, handle) => {
          const checked = async () => {
            await (audit === undefined ? check(request) : runChecks(audit, request, () => check(request)));
            return handle();
          };
          return around === undefined ? checked() : around(request, checked);
        },
      },
      handler,
    );
  };
}

function captchaToken(body: unknown): string | undefined {
  const token = typeof body === 'object' && body !== null && 'captcha' in body ? body.captcha : undefined;
  return typeof token === 'string' ? token : undefined;
}
