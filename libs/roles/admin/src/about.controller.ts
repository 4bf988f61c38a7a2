import { Controller, Get, Inject } from '@nestjs/common';
import type { About } from '@conceptwatch/contracts';
import { Access } from '@conceptwatch/platform/runtime';

export const ABOUT = Symbol.for('conceptwatch.About');

/** GET /api/v1/about: which version and which models answer. */
@Controller('api/v1')
export class AboutController {
  constructor(@Inject(ABOUT) private readonly about: About) {}

  @Get('about')
  @Access('viewer')
  get(): About {
    return this.about;
  }
}
