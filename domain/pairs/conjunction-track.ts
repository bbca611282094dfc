import type { ConjunctionMessage } from '../observations/cdm/conjunction-message.ts';
import type { Reading, Rejection } from '../observations/reading.ts';
import type { Track } from '../observations/track.ts';
import { conjunctionTrajectories } from '../propagation/conjunction-trajectory.ts';
import { answersTo, type OwnChoice } from './choose-own.ts';
import { findDisagreement } from './conjunction-check.ts';
import { observePair } from './observe-pair.ts';

/**
 * The encounter of a conjunction message as a track of one object relative to the other; before it, a warning where the
 * message contradicts itself.
 *
 * @param asked  the own spacecraft; OBJECT1 when left out or when it is neither of the two
 */
export function* conjunctionTrack(
  message: ConjunctionMessage,
  asked: OwnChoice | undefined,
): Generator<Reading<Track>> {
  const { source, line } = message;
  const refuse = (rejection: Pick<Rejection, 'code' | 'message'>): Reading<Track> => ({
    kind: 'rejected',
    rejection: { source, line, ...rejection },
  });
  const pair = conjunctionTrajectories(message);
  if (pair === undefined) {
    yield refuse({
      code: 'domain.no_states',
      message: `expected the states of both objects of message ${message.messageId}, got a message without them`,
    });
    return;
  }
  const disagreement = findDisagreement(message);
  if (disagreement !== undefined) {
    const told = { source, line, code: 'domain.states_disagree', message: disagreement.message };
    if (disagreement.isAnotherEncounter) {
      yield { kind: 'rejected', rejection: told };
      return;
    }
    yield { kind: 'warning', warning: told };
  }
  const [one, other] = pair;
  const [own, target] = typeof asked === 'string' && answersTo(other, asked) ? [other, one] : [one, other];
  const track = observePair(own, target);
  yield track.kind === 'track' ? { kind: 'accepted', line, value: track } : refuse(track);
}
