export type FetchRefusal =
  | 'off'
  | 'bad-url'
  | 'host-not-allowed'
  | 'address-not-allowed'
  | 'too-many-redirects'
  | 'bad-answer'
  | 'too-many-bytes'
  | 'too-slow'
  | 'not-an-image'
  | 'unreachable';

/** Why a URL was not fetched, in words; `retriable` says whether a later try may succeed. */
export class FetchRefused extends Error {
  readonly code = 'fetch_refused';
  readonly retriable: boolean;
  constructor(readonly reason: FetchRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.retriable = reason === 'unreachable' || reason === 'too-slow';
  }
}
