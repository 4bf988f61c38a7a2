import type { SyntaxNodeRef } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A selector within an expression: `name{matchers}`. */
export interface Selector {
  metric: string;
  matchers: string;
}

/** What Grafana puts in before it asks Prometheus; used to parse and to query. */
export function fillIn(expression: string, values: Readonly<Record<string, string>> = {}): string {
  const filled = { __rate_interval: '1m', __interval: '15s', job: '.+', instance: '.+', stream: 'a-stream', concept: 'a-concept', ...values };
  return expression.replaceAll(/\$\{?(\w+)(?::\w+)?\}?/g, (whole, name: string) => (filled as Record<string, string>)[name] ?? whole);
}

/** Selectors and range functions of an expression. @throws where it does not parse */
export function analyse(expression: string): { selectors: Selector[]; rangesOf: string[] } {
  const text = fillIn(expression);
  const selectors: Selector[] = [];
  const rangesOf: string[] = [];
  const slice = ({ from, to }: { from: number; to: number }): string => text.slice(from, to);
  parser.parse(text).iterate({
    enter: (node: SyntaxNodeRef) => {
      if (node.type.isError) throw new Error(`PromQL does not parse at ${node.from} ("${text.slice(node.from, node.from + 20)}"): ${text}`);
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      const matchers = node.node.getChild('LabelMatchers');
      if (!name) throw new Error(`a selector without a metric name: ${text}`);
      selectors.push({ metric: slice(name), matchers: matchers ? slice(matchers) : '' });
      if (node.node.parent?.name === 'MatrixSelector') rangesOf.push(slice(name));
    },
  });
  return { selectors, rangesOf };
}
