import type { PullState } from './pull-state.ts';

/**
 * The state for a Heap: what was told to another one, since the local Heap was made anew or the region has been another one, this
 * one does not know.
 */
export function stateFor(state: PullState, heap: string | undefined): PullState {
  if (state.heap === heap || (state.heap === undefined && heap !== undefined)) return state;
  const { heap: _, matched: __, ...rest } = state;
  return { ...rest, settled: false, sent: { contact: [], account: [] } };
}
