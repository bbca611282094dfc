/**
 * Relative motions by the names analysts give them, with what each means here.
 *
 * V-bar is the in-track, R-bar the radial, H-bar the cross-track axis through the own spacecraft. A motion is natural
 * when one coasting path explains the window to within the noise, and forced otherwise.
 *
 * @source usage in rendezvous and proximity operations: Fehse 2003, Automated Rendezvous and Docking of Spacecraft,
 *         chapters 3 and 5; Gaylor and Barbee 2007, AAS 07-107 (safety ellipses); the limits are our decision
 */
export const patternDefinitions = {
  'V-bar hold':
    'Stays at one place within 15° of the V-bar, or on an ellipse beside it at most half as long as it is far; nothing shows that thrust keeps it there.',
  'R-bar hold': 'Stays at one place within 15° of the R-bar, which takes steady thrust.',
  'H-bar hold': 'Stays at one place within 15° of the H-bar, which takes steady thrust.',
  perch: 'Stays at one place off all three axes, or on the V-bar with velocity steps that keep it there.',
  'natural-motion circumnavigation': 'A natural closed ellipse around the own spacecraft, which comes near the V-bar.',
  'forced circumnavigation': 'Circles the own spacecraft on a path that only thrust explains.',
  'safety ellipse':
    'A natural closed ellipse around the own spacecraft that keeps off the V-bar by a quarter of its farthest distance or more, so that drift along the V-bar cannot lead to contact.',
  'walking safety ellipse':
    'A safety ellipse whose center drifts along the V-bar by a twentieth of its length or more each revolution.',
  drift:
    'Natural drift along the V-bar above or below the own orbit, each revolution by the length of its ellipse or more.',
  teardrop:
    'A loop to one side of the own spacecraft that comes back to where it began within a revolution, by thrust.',
  hop: 'A natural arc that leaves the V-bar and comes back to it at another place.',
  'straight-line approach': 'Closes in with the line of sight at rest within 15°.',
  crossing: 'A pass on another orbit: at the closest more than five times faster than neighbors on like orbits move.',
  unclassified: 'None of these, or too little is known to tell.',
} as const;

export type MotionPattern = keyof typeof patternDefinitions;
