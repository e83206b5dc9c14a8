import { fileURLToPath } from 'node:url';

/** A file or folder of this checkout, absolute. */
export const repository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
