import { SCOPE } from './dashboard';

/** A metric of ours within the chosen jobs and instances: `ours('conceptwatch_lag_seconds', 'role="drift"')`. */
export const ours = (metric: string, matchers = ''): string => `${metric}{${SCOPE}${matchers && `, ${matchers}`}}`;

/** Events per second, summed by labels. */
export const rate = (metric: string, by = '', matchers = ''): string => `sum${by && ` by (${by})`} (rate(${ours(metric, matchers)}[$__rate_interval]))`;

/** A quantile of a histogram over all instances, by labels. */
export const quantile = (q: number, histogram: string, by = '', matchers = ''): string =>
  `histogram_quantile(${q}, sum by (${['le', ...(by ? [by] : [])].join(', ')}) (rate(${ours(`${histogram}_bucket`, matchers)}[$__rate_interval])))`;

/** Share of events (0–1); absent while there are none. */
export const share = (part: string, whole: string): string => `${part} / (${whole} > 0)`;
