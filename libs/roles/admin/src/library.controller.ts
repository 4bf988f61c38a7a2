import { Controller, Get, Inject } from '@nestjs/common';
import { type BankDefinition, type BankView, type BaselineDefinition, type BaselineView, spaceDigest, type StreamDefinition } from '@conceptwatch/contracts';
import { STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { Access } from '@conceptwatch/platform/runtime';

/** What streams are measured with: banks and baselines. */
@Controller('api/v1')
export class LibraryController {
  constructor(@Inject(STATE_STORE) private readonly state: StateStore) {}

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
    }));
  }

  private async streams(): Promise<StreamDefinition[]> {
    return (await this.state.list<StreamDefinition>('stream')).map(({ body }) => body);
  }
}
