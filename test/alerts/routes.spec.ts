import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ALERTS } from '../../deploy/prometheus/src';
import { describeWhere, requirement } from '../requirements';

const file = fileURLToPath(new URL('../../deploy/alertmanager/alertmanager.yaml', import.meta.url));
const amtool = (...args: string[]) => spawnSync('amtool', args, { encoding: 'utf8' });

const receiverOf = ({ name, severity }: { name: string; severity: string }): string => {
  if (name === 'ConceptWatchDrift') return 'images';
  if (severity === 'critical') return 'pager';
  return severity === 'info' ? 'nobody' : 'operations';
};

describeWhere(requirement('alertmanager'), 'the routes of Alertmanager', () => {
  it('are a valid configuration', () => {
    const { status, stdout, stderr } = amtool('check-config', file);
    expect({ status, said: status ? stdout + stderr : '' }).toEqual({ status: 0, said: '' });
  });

  it.each(ALERTS.map((alert) => [alert.name, receiverOf(alert), alert] as const))('%s goes to %s', (name, receiver, { severity }) => {
    const { status, stdout, stderr } = amtool('config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${receiver}`, `alertname=${name}`, `severity=${severity}`, 'stream=yard');
    expect({ status, said: status ? stdout + stderr : '' }).toEqual({ status: 0, said: '' });
  });

  it('an unknown alert reaches operations, not nobody', () => {
    expect(amtool('config', 'routes', 'test', `--config.file=${file}`, 'alertname=Other', 'severity=warning').stdout.trim()).toBe('operations');
  });
});
