export { Access, AccessGuard } from './access';
export { createHttpApp, SessionModule } from './http-app';
export { ProblemError, ProblemFilter } from './problem';
export { runService } from './run-service';
export { type Role, Sessions } from './sessions';
