/** For routes that carry the load itself and are bounded by what comes behind them. */
export { SkipThrottle as Unmetered } from '@nestjs/throttler';
export { Access, ACCESS_ROLES, accessOf, type AccessLevel, type AccessRole } from './access/access';
export { type Caller, callerOf } from './access/access.guard';
export { AccessModule } from './access/access.module';
export type { AccessOptions } from './access/access-options';
export { type AccessToken, TokenVault } from './access/token-vault';
export * from './http.config';
export * from './http-app';
export * from './list-routes';
export * from './problem-error';
export * from './problem.filter';
export * from './run-service';
export * from './zod-pipe';
