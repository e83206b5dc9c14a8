export { testLodge } from './test-lodge.ts';
export type { TestLodge } from './test-lodge.ts';
export { createTestDatabase } from './test-database.ts';
export type { TestDatabase, TestDatabaseOptions } from './test-database.ts';
export { createTestQueue } from './test-queue.ts';
export type { TestQueue, TestQueueOptions } from './test-queue.ts';
export { waitForMail } from './wait-for-mail.ts';
export type { StoredMail, WaitForMailOptions } from './wait-for-mail.ts';
