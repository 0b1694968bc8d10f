import { FaultBook, type Turn } from '../../base/fault-book.ts';

/** The requests that a fault is for; all of the org's when nothing is named. */
interface OfRequests extends Turn {
  readonly method?: string;
  /** As `/services/data/v67.0/query*`: a star stands for any characters, the query string does not count. */
  readonly path?: string;
}

/** The bulk jobs that a fault is for; all of the org's when nothing is named. */
interface OfJobs extends Turn {
  readonly object?: string;
  readonly operation?: string;
  readonly jobId?: string;
}

/** When a fault comes: instead of the work, or after the work was done, in place of its answer. */
type Moment = 'before' | 'after';

/** What a request can meet. */
type RequestFault = OfRequests &
  (
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly code?: string;
        readonly message?: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly when?: Moment;
      }
    /** `within` sends that many bytes of the answer's body, half of it unless told. */
    | { readonly kind: 'cut'; readonly when?: Moment | 'within'; readonly bytes?: number }
    | { readonly kind: 'slow'; readonly milliseconds: number }
    | { readonly kind: 'hold' }
  );

/** What a bulk ingest job can meet. Rows are counted from 1, as they stand in the upload. */
type JobFault = OfJobs &
  /** After so many rows; the rest stays unprocessed. */
  (
    | { readonly kind: 'job-fails'; readonly afterRows?: number; readonly message?: string }
    | { readonly kind: 'job-aborts'; readonly afterRows?: number }
    | { readonly kind: 'job-waits'; readonly afterRows?: number }
    | {
        readonly kind: 'job-refuses-rows';
        readonly rows?: readonly number[];
        /** Each so-manieth row. */
        readonly every?: number;
        readonly code?: string;
        readonly message?: string;
      }
  );

/** What stays until it is taken away. */
type LastingFault =
  | { readonly kind: 'lock-rows'; readonly ids: readonly string[] }
  /** Deployments that come stay Pending, as in an org that is busy with others. */
  | { readonly kind: 'deploy-waits' }
  /** Scratch orgs stay New and sandboxes Pending, as where many are made. */
  | { readonly kind: 'sign-up-waits' }
  /** Logins by this client, or by any, are refused because nobody installed it. */
  | { readonly kind: 'app-not-installed'; readonly clientId?: string }
  /** Logins of this user, or of any, by this client, or by any, are refused because no administrator approved them. */
  | { readonly kind: 'app-not-approved'; readonly clientId?: string; readonly username?: string };

export type Fault = RequestFault | JobFault | LastingFault;

export type FaultKind = Fault['kind'];

export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** The faults of one org. */
export type OrgFaults = FaultBook<Fault>;

export const openFaults = (): OrgFaults =>
  new FaultBook<Fault>(['lock-rows', 'deploy-waits', 'sign-up-waits', 'app-not-installed', 'app-not-approved']);
