import { Controller, Get, Inject } from '@nestjs/common';
import { type About, openApiDocument } from '@conceptwatch/contracts';
import { Access } from '@conceptwatch/platform/runtime';
import { ABOUT } from './about.controller';

/** GET /api/v1/openapi.json */
@Controller('api/v1')
export class OpenApiController {
  constructor(@Inject(ABOUT) private readonly about: About) {}

  @Get('openapi.json')
  @Access('public')
  document(): Record<string, unknown> {
    return openApiDocument(this.about.version);
  }
}
