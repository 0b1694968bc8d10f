import type { Attempt } from './schedule.ts';

/** Trouble that is not over, as it was last told. */
export interface AlarmRecord {
  readonly orgName: string;
  readonly kind: Attempt['kind'];
  readonly condition: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** One message that went to one channel, or did not get there. */
export interface DeliveryRecord {
  readonly runId?: string;
  readonly orgName: string;
  readonly kind: Attempt['kind'];
  readonly condition: string;
  readonly news: 'raised' | 'changed' | 'over';
  readonly channel: string;
  /** Why it did not get there. */
  readonly trouble?: string;
  readonly sent: Date;
}

export interface AlarmBook {
  list(orgName: string, kind: Attempt['kind']): readonly AlarmRecord[];
  save(alarm: AlarmRecord): void;
  drop(alarm: Omit<AlarmRecord, 'document'>): void;
  noteDelivery(delivery: DeliveryRecord): void;
  /** Newest first: of a run, or all. */
  deliveries(filter: {
    readonly runId?: string;
    readonly orgName?: string;
    readonly limit: number;
  }): readonly DeliveryRecord[];
}
