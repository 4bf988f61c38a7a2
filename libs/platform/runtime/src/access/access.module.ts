import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ACCESS_OPTIONS, type AccessOptions } from './access-options';
import { AuditInterceptor } from './audit.interceptor';
import { AuditLog } from './audit-log';
import { AccessGuard } from './access.guard';
import { LoginThrottle } from './login-throttle';
import { RateGuard } from './rate.guard';
import { SessionController } from './session.controller';
import { SessionVault } from './session-vault';
import { TokensController } from './tokens.controller';
import { TokenVault } from './token-vault';

/** Guards every route of the application: who may call, and how often from one address. Needs STATE_STORE, CLOCK and LOGGER from a global module. */
@Module({})
export class AccessModule {
  static register(options: AccessOptions): DynamicModule {
    return {
      module: AccessModule,
      controllers: [SessionController, TokensController],
      providers: [
        { provide: ACCESS_OPTIONS, useValue: options },
        TokenVault,
        SessionVault,
        LoginThrottle,
        AccessGuard,
        AuditLog,
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_GUARD, useClass: RateGuard },
        { provide: APP_GUARD, useExisting: AccessGuard },
      ],
      exports: [TokenVault, SessionVault],
    };
  }
}
