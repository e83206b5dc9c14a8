import { nodeServices } from '../../services.ts';

/** Prints npm's options for what the images of the services and of the lodge need to run: one `--workspace=` for each. */
const names = [...nodeServices.map(({ packageName }) => packageName), '@gnar/lodge'];
process.stdout.write(names.map((name) => `--workspace=${name}`).join(' '));
