/** Advisories that we live with for a while: { advisory, package, reason, until: 'YYYY-MM-DD' }. Past that day they count again. */
export const EXCEPTIONS = [];

const SERIOUS = new Set(['high', 'critical']);

/**
 * What of a report of `npm audit --json` has to be acted upon: every high or critical advisory against something that is
 * shipped, unless an exception that is still in time names it.
 *
 * @returns {{ advisory: string, package: string, severity: string, title: string }[]}
 */
export function findSerious({ vulnerabilities = {} }, { exceptions = EXCEPTIONS, today }) {
  const advisories = Object.values(vulnerabilities).flatMap(({ via }) => via.filter((cause) => typeof cause === 'object'));
  const unique = new Map(advisories.map((advisory) => [`${advisory.url} ${advisory.name}`, advisory]));
  const isExcepted = ({ url, name }) => exceptions.some((exception) => url.endsWith(exception.advisory) && exception.package === name && today <= exception.until);
  return [...unique.values()]
    .filter((advisory) => SERIOUS.has(advisory.severity) && !isExcepted(advisory))
    .map(({ url, name, severity, title }) => ({ advisory: url.split('/').pop(), package: name, severity, title }));
}
