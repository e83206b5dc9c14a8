export { GnarApp } from './app/gnar-app.ts';
export type { AppAddress, GnarAppOptions } from './app/app-options.ts';
export { PartOffError } from './app/part-off-error.ts';
