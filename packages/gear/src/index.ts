export { GnarApp } from './app/gnar-app.ts';
export type { AppAddress, Compose, Composition, GnarAppOptions, RunningApp } from './app/app-options.ts';
export type { AppParts } from './app/app-parts.ts';
