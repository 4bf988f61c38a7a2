import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PictureBook } from '@conceptwatch/composition';
import type { Camera } from '@conceptwatch/world';
import { RunningService, temporaryFolder, until } from '../e2e/running-service';
import { type Dashboard, questionsOf } from '../dashboards/linter';
import { fillIn } from '../dashboards/promql';
import { describeWhere, requirement } from '../requirements';
import { type MonitoringServer, type Notification, startAlertmanager, startPrometheus, SIGNING_SECRET, WebhookReceiver } from './monitoring-servers';
import { WITHOUT_DATA } from './without-data';

const root = fileURLToPath(new URL('../../', import.meta.url));
const STREAM = 'yard';
const WINDOW = 200;
const MINUTES = 60_000;
/** As shipped. */
const GROUP_INTERVAL_MS = 3 * MINUTES;
/** A test machine that has other work to do may be told about, rightly. */
const OF_A_BUSY_MACHINE = new Set(['ConceptWatchLag', 'ConceptWatchLagCritical', 'ConceptWatchSlow', 'ConceptWatchEventLoopBlocked', 'ConceptWatchStreamSilent']);

const weather = (shift: Record<string, number>): Camera => ({ name: 'yard', seed: 4_711, keepPlace: true, phases: [{ images: 1, shift }] });
const CLEAR = weather({});
const SNOW = weather({ snow: 0.6 });

/** Posts what a camera sees until it is told to stop, a few images at a time. */
class PostingCamera {
  private weather = CLEAR;
  private index = 0;
  private isRunning = true;
  posted = 0;
  private readonly senders: Promise<void>[];
  private readonly book = new PictureBook();

  constructor(private readonly service: RunningService) {
    this.senders = [1, 2].map(() => this.send());
  }

  sees(weather: Camera): void {
    this.weather = weather;
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await Promise.all(this.senders);
  }

  private async send(): Promise<void> {
    while (this.isRunning) {
      const answer = await this.service.post(STREAM, await this.book.frame(this.weather, this.index++));
      if (answer.status !== 202) throw new Error(`an image was answered with ${answer.status}: ${await answer.text()}`);
      this.posted += 1;
    }
  }
}

describeWhere(requirement('alertmanager'), 'the camera begins to snow', () => {
  const folder = temporaryFolder();
  let service: RunningService;
  let camera: PostingCamera;
  let prometheus: MonitoringServer;
  let alertmanager: MonitoringServer;
  let receiver: WebhookReceiver;
  let firstTold = 0;

  beforeAll(async () => {
    const baseline = `${root}models/baselines/demo.safetensors`;
    receiver = await WebhookReceiver.start();
    const telling = ['--notify.url', `${receiver.url}/events`, '--notify.secret', SIGNING_SECRET];
    service = await RunningService.watch(['--baseline', baseline, '--source', 'http', '--stream', STREAM, '--window', String(WINDOW), ...telling], `${folder.path}/data`);
    alertmanager = await startAlertmanager(folder.path, receiver.url);
    prometheus = await startPrometheus(folder.path, new URL(service.metricsUrl).host, alertmanager.address);
    camera = new PostingCamera(service);
  }, 5 * MINUTES);

  afterAll(async () => {
    await camera?.stop().catch(() => undefined);
    await prometheus?.stop();
    await alertmanager?.stop();
    receiver?.stop();
    await service?.program.kill();
    folder.remove();
  }, 2 * MINUTES);

  const aboutImages = (): Notification[] => receiver.notifications.filter((notification) => notification.receiver === 'images');
  /** Asked of the service itself: to Prometheus a scrape that came too late looks like no alarm. */
  const inAlarm = async (): Promise<string[]> => [...(await (await fetch(service.metricsUrl)).text()).matchAll(/^conceptwatch_drift_active\{.*concept="([^"]+)".*\} 1$/gm)].map(([, concept]) => concept);

  it('while the weather is as in training nobody is told anything', async () => {
    await until(() => Promise.resolve(camera.posted), (posted) => posted > 1.5 * WINDOW, 5 * MINUTES);
    expect(await inAlarm()).toEqual([]);
    expect(receiver.notifications).toEqual([]);
  }, 6 * MINUTES);

  it('one notification names the concept, with links that lead somewhere', async () => {
    camera.sees(SNOW);
    await service.post(STREAM, Buffer.from('this is no image'));
    await until(() => Promise.resolve(aboutImages()), (notifications) => notifications.length > 0, 8 * MINUTES);
    camera.sees(CLEAR);
    firstTold = performance.now();
    const [{ status, alerts }] = aboutImages();
    expect(status).toBe('firing');
    const snow = alerts.find(({ labels }) => labels.concept === 'snow');
    expect(snow?.labels).toEqual({ alertname: 'ConceptWatchDrift', stream: STREAM, concept: 'snow', severity: 'warning' });
    expect(snow?.annotations.description).toMatch(/^"snow" is distributed otherwise than in the baseline of stream yard\. D = 0\.\d\d /);
    expect(snow?.annotations.page_url).toBe(`http://localhost:3000/streams/${STREAM}/concepts/snow`);
    expect(snow?.annotations.runbook_url).toBe('docs/runbooks/ConceptWatchDrift.md');
  }, 9 * MINUTES);

  it('promtool has nothing to say about what the service serves', async () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: await (await fetch(service.metricsUrl)).text(), encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  }, MINUTES);

  it('conceptwatch itself has posted the onset, signed', () => {
    const onset = receiver.events.find(({ subject }) => subject === 'snow');
    expect(onset).toMatchObject({ type: 'io.conceptwatch.drift.onset', data: { sentence: expect.stringMatching(/^snow rose for \d+ % of images since /) as string } });
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(receiver.events.length);
  });

  it('meanwhile every query, annotation and variable of every dashboard returns data, but for those listed with a reason', async () => {
    const empty: string[] = [];
    for (const name of readdirSync(`${root}dashboards`).filter((file) => file.endsWith('.json')))
      for (const { place, expr } of questionsOf(JSON.parse(readFileSync(`${root}dashboards/${name}`, 'utf8')) as Dashboard)) {
        // Nothing restarts in this run: the annotation is asked for without its comparison.
        const series = await prometheus.query(fillIn(place.startsWith('annotation') ? expr.replace(/ > 0$/, '') : expr, { stream: STREAM, concept: 'snow', __rate_interval: '1m' }));
        if (series.length === 0) empty.push(`${name} / ${place}`);
      }
    expect(empty.filter((place) => !(place in WITHOUT_DATA))).toEqual([]);
    expect(Object.keys(WITHOUT_DATA).filter((place) => !empty.includes(place))).toEqual([]);
  }, 2 * MINUTES);

  it('when the snow is gone a resolved notification follows, and there was only one before it', async () => {
    await until(inAlarm, (alarms) => alarms.length === 0, 8 * MINUTES);
    // The yard is not the world of the baseline: after many thousand images that too is found, and would be told.
    await camera.stop();
    await until(() => Promise.resolve(aboutImages()), (notifications) => notifications.some(({ status }) => status === 'resolved'), 8 * MINUTES);
    // Where the recovery takes longer than group_interval, what has recovered until then is told in between.
    const told = aboutImages().map(({ status }) => status);
    expect(told.length).toBeLessThanOrEqual(2 + (performance.now() - firstTold) / GROUP_INTERVAL_MS);
    expect([told[0], ...told.slice(1, -1).filter((status) => status !== 'firing'), told.at(-1)]).toEqual(['firing', 'resolved']);
    expect(aboutImages().flatMap(({ alerts }) => alerts).some(({ labels, status }) => labels.concept === 'snow' && status === 'resolved')).toBe(true);
    expect(receiver.events.filter(({ subject }) => subject === 'snow').map(({ type }) => type)).toEqual(['io.conceptwatch.drift.onset', 'io.conceptwatch.drift.recovery']);
    const others = receiver.notifications.filter((notification) => notification.receiver !== 'images').flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname));
    expect(others.filter((name) => !OF_A_BUSY_MACHINE.has(name))).toEqual([]);
  }, 17 * MINUTES);
});
