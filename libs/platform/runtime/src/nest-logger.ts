import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@conceptwatch/ports';

/** What Nest says while it starts is for its developers: only warnings and errors pass. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(): void {
    // The list of modules and routes at each start helps nobody who runs the product.
  }

  warn(message: unknown): void {
    this.logger.warn(String(message), { from: 'nest' });
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error(message instanceof Error ? message.message : String(message), { from: 'nest', error: message instanceof Error ? message : details[0] });
  }
}
