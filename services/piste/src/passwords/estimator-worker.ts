import { parentPort } from 'node:worker_threads';
import { estimate, type EstimateRequest } from './estimate.ts';

// Main module of the workers that createEstimator() starts.
parentPort?.on('message', (request: EstimateRequest) => parentPort?.postMessage(estimate(request)));
parentPort?.postMessage('loaded');
