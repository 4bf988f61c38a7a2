import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type AlignerDetail, type AlignerList, type AlignerView, promoteSchema, type Promotion, SLUG } from '@conceptwatch/contracts';
import { ALIGNERS, type AlignerShelf, FileRefused } from '@conceptwatch/ports';
import { Access, callerOf, Idempotent, ProblemError, tellChange, zodPipe } from '@conceptwatch/platform/runtime';
import type { z } from 'zod';
import { ADMIN_CONFIG, type AdminConfig } from './admin.config';

const FORMATS = ['safetensors', 'npz', 'pth', 'onnx'] as const;

/** Aligners: maps from the encoder in use into the text space in use. */
@Controller('api/v1/aligners')
export class AlignersController {
  constructor(
    @Inject(ALIGNERS) private readonly shelf: AlignerShelf,
    @Inject(ADMIN_CONFIG) private readonly config: AdminConfig,
  ) {}

  @Get()
  @Access('viewer')
  list(): Promise<AlignerList> {
    return this.shelf.list();
  }

  @Post()
  @Idempotent()
  @HttpCode(201)
  @Access('operator')
  async add(@Query('name') name: string | undefined, @Req() request: Request): Promise<AlignerView> {
    if (name === undefined || !SLUG.test(name)) throw new ProblemError(400, 'bad-request', 'Say what to call it: ?name=, 1 to 64 characters of a-z, 0-9 and -.');
    const bytes = await this.bodyOf(request);
    if (bytes.length === 0) throw new ProblemError(400, 'empty', 'The request has no body. Send the bytes of a safetensors, .npz or .pth file with content-type application/octet-stream.');
    const added = await refusing(this.shelf.add(name, bytes, callerOf(request)?.tokenId ?? 'unknown'));
    tellChange(request, { after: { name, digest: added.digest } });
    return added;
  }

  @Post('rollback')
  @Idempotent()
  @HttpCode(200)
  @Access('admin')
  rollBack(): Promise<AlignerList> {
    return refusing(this.shelf.rollBack());
  }

  @Get(':name')
  @Access('viewer')
  one(@Param('name') name: string): Promise<AlignerDetail> {
    return refusing(this.known(name).then(() => this.shelf.get(name)));
  }

  @Get(':name/file')
  @Access('viewer')
  async file(@Param('name') name: string, @Query('format') format: string | undefined, @Res() response: Response): Promise<void> {
    await this.known(name);
    const wanted = FORMATS.find((each) => each === (format ?? 'safetensors'));
    if (!wanted) throw new ProblemError(400, 'bad-request', `"${format}" is no format of an aligner: use ${FORMATS.join(', ')}.`);
    const bytes = await refusing(this.shelf.file(name, wanted));
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('content-disposition', `attachment; filename="${name}.${wanted}"`);
    response.end(Buffer.from(bytes));
  }

  @Get(':name/promotion')
  @Access('viewer')
  preview(@Param('name') name: string): Promise<Promotion> {
    return refusing(this.known(name).then(() => this.shelf.preview(name)));
  }

  @Post(':name/promote')
  @HttpCode(200)
  @Access('admin')
  async promote(@Param('name') name: string, @Body(zodPipe(promoteSchema)) { digest }: z.infer<typeof promoteSchema>, @Req() request: Request): Promise<AlignerList> {
    await this.known(name);
    const list = await refusing(this.shelf.promote(name, digest));
    tellChange(request, { after: { promoted: name, digest } });
    return list;
  }

  private async known(name: string): Promise<void> {
    const { aligners } = await this.shelf.list();
    if (!aligners.some((each) => each.name === name)) throw new ProblemError(404, 'unknown-aligner', `There is no aligner "${name.slice(0, 64)}". Known: ${aligners.map((each) => each.name).join(', ')}.`);
  }

  /** @throws ProblemError 413 as soon as it is larger than allowed */
  private async bodyOf(request: Request): Promise<Uint8Array> {
    const limit = this.config.maxAlignerBytes;
    const tooLarge = new ProblemError(413, 'too-many-bytes', `An aligner may have at most ${limit} bytes. Import larger ones by "conceptwatch align import", or raise admin.maxAlignerBytes.`);
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** What a file or a name is refused for is the client's to mend. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FileRefused) throw new ProblemError(422, 'aligner-refused', error.message, { cause: error });
    throw error;
  }
}
