import { tmpdir } from 'node:os';
import { App } from '#cdktf';

/** The root of a tree of stacks. We write documents ourselves: without a folder that exists, CDKTF would make one where we stand. */
export const createApp = (): App => new App({ outdir: tmpdir() });
