import type { RunStart } from '../../src/ledger/types/run.ts';

export const ORG = '00DHp0000000001MAA';
export const PUSH: RunStart = { kind: 'push', orgId: ORG, orgName: 'local', asOf: new Date('2026-06-30T07:00:00Z') };
