/** Frames about the center of the Earth that states are exchanged in. ICRF is read as GCRF. */
export type ReferenceFrame = 'GCRF' | 'EME2000' | 'TEME' | 'ITRF';
