/** Where the stand-ins listen by default, as in `npm start`. */
export const standInPorts = { ses: 9402, sqs: 9403, stubs: 9406 } as const;
