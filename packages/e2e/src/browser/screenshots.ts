import { fileURLToPath } from 'node:url';

/** Emptied at the start of a run; ignored by git. */
export const screenshotFolder = fileURLToPath(new URL('../../screenshots', import.meta.url));
