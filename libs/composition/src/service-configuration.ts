import { composeConfig, type Configuration } from '@conceptwatch/platform/config';
import { CLUSTER_VARIABLES } from './cluster-config';
import { CONFIG_PARTS } from './standalone-config';

/** Variables of the environment that are no settings of a service: of commands and of the tests. */
export const OTHER_VARIABLES = ['CONCEPTWATCH_MODELS_CACHE', 'CONCEPTWATCH_MODELS_HUB', 'CONCEPTWATCH_MODELS_HUB_TOKEN', 'CONCEPTWATCH_TOKEN', 'CONCEPTWATCH_REQUIRE_ALL'] as const;

/** The settings of a service from file, environment and flags, with the short names that people type. */
export function serviceConfiguration(): Configuration<typeof CONFIG_PARTS> {
  return composeConfig(CONFIG_PARTS, {
    environmentAliases: CLUSTER_VARIABLES,
    flagAliases: { port: 'http.port', 'metrics-port': 'observability.port', data: 'storage.directory', window: 'admin.window', models: 'models.clip' },
    otherVariables: OTHER_VARIABLES,
  });
}
