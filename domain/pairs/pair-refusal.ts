/** Why nothing can be told of one object relative to another. */
export interface PairRefusal {
  readonly kind: 'pair refusal';
  readonly code: 'domain.no_common_time' | 'domain.never_near' | 'domain.not_an_ellipse' | 'domain.same_object';
  readonly message: string;
}
