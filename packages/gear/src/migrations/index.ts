export { gearMigrations, type GearMigration } from './gear-migrations.ts';
