import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type About, type BankDefinition, type BankDetail, type BankVersion, bankVersionId, type BankVersionView, type BankView, type BaselineDefinition, type BaselineView, spaceDigest, type StreamDefinition, whyOtherSpace } from '@conceptwatch/contracts';
import { STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { Access, ProblemError } from '@conceptwatch/platform/runtime';
import { ABOUT } from './about.controller';
import { bankText } from './bank-text';

/** What streams are measured with: banks and baselines. */
@Controller('api/v1')
export class LibraryController {
  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(ABOUT) private readonly about: About,
  ) {}

  @Get('banks')
  @Access('viewer')
  async banks(): Promise<BankView[]> {
    const [banks, streams] = await Promise.all([this.state.list<BankDefinition>('bank'), this.streams()]);
    return banks.map(({ id, version, updatedAt, body }) => ({
      name: id,
      ...(body.description ? { description: body.description } : {}),
      version,
      updated_at: updatedAt,
      digest: body.digest,
      streams: streams.filter(({ bankName }) => bankName === id).map(({ name }) => name),
      concepts: body.concepts.map(({ slug, text }) => ({ concept: slug, text })),
    }));
  }

  @Get('banks/:bank')
  @Access('viewer')
  async bank(@Param('bank') name: string): Promise<BankDetail> {
    const view = (await this.banks()).find((bank) => bank.name === name);
    if (!view) throw new ProblemError(404, 'unknown-bank', `There is no bank "${name}". GET /api/v1/banks lists them.`);
    const versions = (await this.state.list<BankVersion>('bank-version')).filter(({ body }) => body.definition.name === name).sort((a, b) => b.updatedAt - a.updatedAt);
    const current = versions.find(({ body }) => body.definition.digest === view.digest);
    return {
      ...view,
      text: current ? bankText(current.body.file) : '',
      versions: versions.map(({ updatedAt, body }) => ({ digest: body.definition.digest, kept_at: updatedAt, concepts: body.definition.concepts.length, current: body.definition.digest === view.digest })),
    };
  }

  @Get('banks/:bank/versions/:digest')
  @Access('viewer')
  async bankVersion(@Param('bank') name: string, @Param('digest') digest: string): Promise<BankVersionView> {
    const version = await this.state.get<BankVersion>('bank-version', bankVersionId(name, digest));
    if (!version) throw new ProblemError(404, 'unknown-version', `The bank "${name}" has no version "${digest.slice(0, 16)}". GET /api/v1/banks/${name} lists them.`);
    return { name, digest: version.body.definition.digest, kept_at: version.updatedAt, text: bankText(version.body.file) };
  }

  @Get('baselines')
  @Access('viewer')
  async baselines(): Promise<BaselineView[]> {
    const [baselines, streams] = await Promise.all([this.state.list<BaselineDefinition>('baseline'), this.streams()]);
    return baselines.map(({ id, version, body }) => ({
      id,
      description: body.description,
      version,
      images: body.images,
      refused: body.refused,
      created_at: body.createdAt,
      origin: body.origin,
      space: spaceDigest(body.encoderDigest, body.alignerDigest),
      streams: streams.filter(({ baselineId }) => baselineId === id).map(({ name }) => name),
      segments: body.segments ?? [],
      fits_not: whyOtherSpace(spaceDigest(body.encoderDigest, body.alignerDigest), this.about.models.space),
    }));
  }

  private async streams(): Promise<StreamDefinition[]> {
    return (await this.state.list<StreamDefinition>('stream')).map(({ body }) => body);
  }
}
