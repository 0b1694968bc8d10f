import { FaultBook, type Turn } from '../base/fault-book.ts';

/** The requests that a fault is for; all of Heap's paths when nothing is named. */
interface OfRequests extends Turn {
  readonly method?: string;
  /** As `/api/add_*`: a star stands for any characters, the query string does not count. */
  readonly path?: string;
  /** Requests that name such an identity or account id, alone or among others; a star stands for any characters. */
  readonly identity?: string;
}

/** When a fault comes: instead of the work, or after the work was done, in place of its answer. */
type Moment = 'before' | 'after';

/** What a request can meet once its body was read. */
export type Fault = OfRequests &
  (
    | {
        readonly kind: 'answer';
        readonly status: number;
        readonly message?: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly when?: Moment;
      }
    /** `within` sends half of the answer's body. */
    | { readonly kind: 'cut'; readonly when?: Moment | 'within' }
    | { readonly kind: 'slow'; readonly milliseconds: number }
    | { readonly kind: 'hold' }
    /** Packed bodies are refused, as by a server that cannot unpack them. */
    | { readonly kind: 'refuse-gzip' }
  );

export type FaultKind = Fault['kind'];

export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

export type HeapFaults = FaultBook<Fault>;

export const openFaults = (): HeapFaults => new FaultBook<Fault>();
