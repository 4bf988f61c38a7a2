import { type DynamicModule, Module } from '@nestjs/common';
import { BankRegistry } from './bank-registry';
import { CONCEPT_BANK_CONFIG, type ConceptBankConfig } from './concept-bank.config';
import { ConceptBankRole } from './concept-bank.role';
import { ScoreStage } from './score.stage';

/** Role concept-bank: scores embeddings. Needs the adapters by their tokens. */
@Module({})
export class ConceptBankModule {
  static register(config: ConceptBankConfig): DynamicModule {
    return {
      module: ConceptBankModule,
      providers: [{ provide: CONCEPT_BANK_CONFIG, useValue: config }, BankRegistry, ScoreStage, ConceptBankRole],
      exports: [BankRegistry],
    };
  }
}
