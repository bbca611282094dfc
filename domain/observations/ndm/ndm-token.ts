/**
 * A piece of a navigation data message of the CCSDS, the same whether it was written as KVN or as XML.
 *
 * Sections are those of the KVN (`META`, `COVARIANCE`) or the elements of the XML (`segment`, `metadata`, `stateVector`).
 * A `row` is a line of the KVN without a keyword, as ephemeris and covariance lines are. After a `broken` token of an XML
 * message nothing follows: what comes after the fault cannot be told apart from what came before.
 */
export type NdmToken =
  | {
      readonly kind: 'field';
      readonly line: number;
      /** As written, case kept. */
      readonly keyword: string;
      /** Without surrounding blanks; may be empty. */
      readonly value: string;
      /** As written in brackets or in the `units` attribute; undefined when none is given. */
      readonly unit: string | undefined;
    }
  | { readonly kind: 'open'; readonly line: number; readonly section: string }
  | { readonly kind: 'close'; readonly line: number; readonly section: string }
  | { readonly kind: 'row'; readonly line: number; readonly text: string }
  | { readonly kind: 'broken'; readonly line: number; readonly code: string; readonly message: string };

/** A keyword and its value. */
export type NdmField = Extract<NdmToken, { readonly kind: 'field' }>;

/** A line without a keyword. */
export type NdmRow = Extract<NdmToken, { readonly kind: 'row' }>;
