import { aligners } from './aligners';
import { concept } from './concept';
import { dashboard, type DashboardSpec } from './dashboard';
import { kafka } from './kafka';
import { overview } from './overview';
import { pipeline } from './pipeline';
import { stream } from './stream';

export const DASHBOARDS: readonly DashboardSpec[] = [overview, stream, concept, pipeline, aligners, kafka];

/** The checked-in files: name → text. */
export const dashboardFiles = (): Record<string, string> => Object.fromEntries(DASHBOARDS.map((spec) => [`${spec.name}.json`, `${JSON.stringify(dashboard(spec).build(), null, 2)}\n`]));
