import { type DynamicModule, Module } from '@nestjs/common';
import type { About } from '@conceptwatch/contracts';
import { type AdminConfig, AdminModule } from '@conceptwatch/roles/admin';
import { type ConceptBankConfig, ConceptBankModule, PhraseModule } from '@conceptwatch/roles/concept-bank';
import { type DriftConfig, DriftModule, DriftReaderModule } from '@conceptwatch/roles/drift';
import { type IngestConfig, IngestModule } from '@conceptwatch/roles/ingest';
import { type NotifyConfig, NotifyModule } from '@conceptwatch/roles/notify';
import type { Notifier } from '@conceptwatch/ports';
import { AccessModule, type AccessOptions } from '@conceptwatch/platform/runtime';
import { type Adapters, AdaptersModule } from './adapters-module';

export interface RoleSettings {
  ingest: IngestConfig;
  conceptBank: ConceptBankConfig;
  drift: DriftConfig;
  admin: AdminConfig;
  /** Asked for once, by the role that shows it. */
  about: () => Promise<About>;
  access: AccessOptions;
  /** Who is told about drift events, by the process that has the role admin. */
  notify?: { config: NotifyConfig; notifier: Notifier };
}

export type RoleName = 'ingest' | 'concept-bank' | 'drift' | 'admin';

interface RoleEntry {
  /** Roles that start before it when they are in the same process. */
  needs: RoleName[];
  /** Models that it uses. */
  tools: ('decoder' | 'embedder' | 'shiftDecoder' | 'textEncoder')[];
  /** Whether it answers over HTTP. */
  answers: boolean;
  module: (settings: RoleSettings) => DynamicModule | Promise<DynamicModule>;
}

/**
 * The one table of roles: what each is made of, and what must start before it. Downstream starts first, so that
 * nothing waits for a reader; shutting down goes the other way.
 */
export const ROLES: Record<RoleName, RoleEntry> = {
  drift: { needs: [], tools: [], answers: false, module: ({ drift }) => DriftModule.register(drift) },
  'concept-bank': { needs: ['drift'], tools: [], answers: false, module: ({ conceptBank }) => ConceptBankModule.register(conceptBank) },
  ingest: { needs: ['concept-bank'], tools: ['decoder', 'embedder'], answers: true, module: ({ ingest }) => IngestModule.register(ingest) },
  admin: { needs: ['drift'], tools: ['decoder', 'shiftDecoder', 'textEncoder'], answers: true, module: async ({ admin, about }) => AdminModule.register(admin, await about()) },
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

/** Whether a process scores any text on request: with the role admin, or a concept bank that was told to. */
export const scoresPhrases = (roles: readonly RoleName[], { conceptBank }: Pick<RoleSettings, 'conceptBank'>): boolean => roles.includes('admin') || (roles.includes('concept-bank') && conceptBank.api);

/** Whether a process with these roles has anything to say over HTTP. */
export const doesAnswer = (roles: readonly RoleName[], settings: Pick<RoleSettings, 'conceptBank'>): boolean => roles.some((role) => ROLES[role].answers) || scoresPhrases(roles, settings);

@Module({})
class ServiceModule {}

/** One process with the given roles. Without the role drift, admin reads what the drift workers have saved. */
export async function serviceModule(roles: readonly RoleName[], settings: RoleSettings, adapters: Partial<Adapters>): Promise<DynamicModule> {
  const modules = await Promise.all(startingOrder(roles).map((role) => ROLES[role].module(settings)));
  const reader = roles.includes('admin') && !roles.includes('drift') ? [DriftReaderModule.register(settings.drift)] : [];
  const access = doesAnswer(roles, settings) ? [AccessModule.register(settings.access)] : [];
  const notify = roles.includes('admin') && settings.notify ? [NotifyModule.register(settings.notify.config, settings.notify.notifier)] : [];
  const phrase = scoresPhrases(roles, settings) ? [PhraseModule] : [];
  return { module: ServiceModule, imports: [AdaptersModule.register(adapters), ...access, ...reader, ...modules, ...phrase, ...notify] };
}
