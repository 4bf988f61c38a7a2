import { type DynamicModule, Module } from '@nestjs/common';
import type { About } from '@conceptwatch/contracts';
import { type AdminConfig, AdminModule } from '@conceptwatch/roles/admin';
import { type ConceptBankConfig, ConceptBankModule } from '@conceptwatch/roles/concept-bank';
import { type DriftConfig, DriftModule } from '@conceptwatch/roles/drift';
import { type IngestConfig, IngestModule } from '@conceptwatch/roles/ingest';
import { AccessModule, type AccessOptions } from '@conceptwatch/platform/runtime';
import { type Adapters, AdaptersModule } from './adapters-module';

export interface RoleSettings {
  ingest: IngestConfig;
  conceptBank: ConceptBankConfig;
  drift: DriftConfig;
  admin: AdminConfig;
  about: About;
  access: AccessOptions;
}

export type RoleName = 'ingest' | 'concept-bank' | 'drift' | 'admin';

/**
 * The one table of roles: what each is made of, and what must start before it. Downstream starts first, so that
 * nothing waits for a reader; shutting down goes the other way.
 */
export const ROLES: Record<RoleName, { needs: RoleName[]; module: (settings: RoleSettings) => DynamicModule }> = {
  drift: { needs: [], module: ({ drift }) => DriftModule.register(drift) },
  'concept-bank': { needs: ['drift'], module: ({ conceptBank }) => ConceptBankModule.register(conceptBank) },
  ingest: { needs: ['concept-bank'], module: ({ ingest }) => IngestModule.register(ingest) },
  admin: { needs: ['drift'], module: ({ admin, about }) => AdminModule.register(admin, about) },
};

/** The roles asked for, each after what it needs. */
export function startingOrder(wanted: readonly RoleName[]): RoleName[] {
  const order: RoleName[] = [];
  const add = (role: RoleName) => {
    if (order.includes(role)) return;
    ROLES[role].needs.filter((need) => wanted.includes(need)).forEach(add);
    order.push(role);
  };
  wanted.forEach(add);
  return order;
}

@Module({})
class ServiceModule {}

/** One process with the given roles. */
export function serviceModule(roles: readonly RoleName[], settings: RoleSettings, adapters: Adapters): DynamicModule {
  const imports = [AdaptersModule.register(adapters), AccessModule.register(settings.access), ...startingOrder(roles).map((role) => ROLES[role].module(settings))];
  return { module: ServiceModule, imports };
}
