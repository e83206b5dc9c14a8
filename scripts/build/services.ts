import { nodeServices } from '../../services.ts';
import { bundle } from './bundle.ts';

/** The bundle of every node service: what their images hold. */
for (const { folder } of nodeServices) await bundle(folder);
