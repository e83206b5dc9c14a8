/** How public-routes.test.ts asks for a public operation. */
export interface PublicRouteRow {
  /** The setting of its budget. */
  readonly limit: string;
  /** A valid request; another one each time. */
  readonly body?: () => object;
  /** What it is answered while there is budget left. */
  readonly status: number;
  /** The setting that leads to the peer that it asks; a stand-in answers there. */
  readonly peer?: string;
}
