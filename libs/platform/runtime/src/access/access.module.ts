import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { AccessGuard } from './access.guard';
import { LoginThrottle } from './login-throttle';
import { SessionController } from './session.controller';
import { SessionVault } from './session-vault';
import { TokenVault } from './token-vault';

const REQUESTS_PER_SECOND = 200;

/** Guards every route of the application: who may call, and how often from one address. Needs STATE_STORE, CLOCK and LOGGER from a global module. */
@Module({})
export class AccessModule {
  static register(options: AccessOptions): DynamicModule {
    return {
      module: AccessModule,
      imports: [ThrottlerModule.forRoot([{ ttl: 1000, limit: options.requestsPerSecond ?? REQUESTS_PER_SECOND }])],
      controllers: [SessionController],
      providers: [
        { provide: ACCESS_OPTIONS, useValue: options },
        TokenVault,
        SessionVault,
        LoginThrottle,
        AccessGuard,
        { provide: APP_GUARD, useClass: ThrottlerGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
      exports: [TokenVault, SessionVault],
    };
  }
}
