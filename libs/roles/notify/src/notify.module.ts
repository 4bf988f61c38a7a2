import { type DynamicModule, Module } from '@nestjs/common';
import { NOTIFIER, type Notifier } from '@conceptwatch/ports';
import { NOTIFY_CONFIG, type NotifyConfig } from './notify.config';
import { NotifyRole } from './notify.role';

/** Tells a receiver outside about drift events. Needs the adapters by their tokens. */
@Module({})
export class NotifyModule {
  static register(config: NotifyConfig, notifier: Notifier): DynamicModule {
    return { module: NotifyModule, providers: [{ provide: NOTIFY_CONFIG, useValue: config }, { provide: NOTIFIER, useValue: notifier }, NotifyRole] };
  }
}
