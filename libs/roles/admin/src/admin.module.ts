import { type DynamicModule, Module } from '@nestjs/common';
import type { About } from '@conceptwatch/contracts';
import { ABOUT, AboutController } from './about.controller';
import { ADMIN_CONFIG, type AdminConfig } from './admin.config';
import { AlignersController } from './aligners.controller';
import { JobQueue } from './jobs/job-queue';
import { JobRunner } from './jobs/job-runner';
import { JobsController } from './jobs/jobs.controller';
import { ExemplarFinder } from './exemplar-finder';
import { LibraryController } from './library.controller';
import { LiveController } from './live.controller';
import { LiveFeed } from './live-feed';
import { OpenApiController } from './openapi.controller';
import { Mutes } from './mutes';
import { NewNormal } from './new-normal';
import { ShiftNarrator } from './shift-narrator';
import { StreamChangesController } from './stream-changes.controller';
import { StreamDefinitions } from './stream-definitions';
import { StreamReader } from './stream-reader';
import { StreamsController } from './streams.controller';
import { Thumbnails } from './thumbnails';

/** Role admin: the API that people and the web app use. Needs the adapters by their tokens. */
@Module({})
export class AdminModule {
  static register(config: AdminConfig, about: About): DynamicModule {
    return {
      module: AdminModule,
      controllers: [StreamsController, StreamChangesController, LiveController, AboutController, JobsController, AlignersController, LibraryController, OpenApiController],
      providers: [
        { provide: ADMIN_CONFIG, useValue: config },
        { provide: ABOUT, useValue: about },
        StreamReader,
        ShiftNarrator,
        ExemplarFinder,
        Thumbnails,
        StreamDefinitions,
        Mutes,
        NewNormal,
        JobQueue,
        JobRunner,
        LiveFeed,
      ],
      exports: [LiveFeed, StreamDefinitions, StreamReader],
    };
  }
}
