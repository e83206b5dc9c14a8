export { composeFeatures, type Feature } from './compose-features.ts';
