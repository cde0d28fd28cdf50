/**
 * How much of what waits goes into one transaction. It knows no file and no thread.
 */
import { textUnitsOf } from './commit-row.ts';
import type { ThreadRequest } from './thread-messages.ts';

/** How much goes into one transaction; what was committed in one call stays together however much it is. */
export const groupLimits = { commits: 1_000, textUnits: 8 * 1024 * 1024 };

/** Cuts what waits into groups, in its order, one transaction each. */
export function groupsOf(requests: readonly ThreadRequest[], limits = groupLimits): ThreadRequest[][] {
  const groups: ThreadRequest[][] = [];
  let group: ThreadRequest[] = [];
  let commits = 0;
  let textUnits = 0;
  for (const request of requests) {
    const size = sizeOf(request);
    commits += size.commits;
    textUnits += size.textUnits;
    if (group.length > 0 && (commits > limits.commits || textUnits > limits.textUnits)) {
      groups.push(group);
      group = [];
      ({ commits, textUnits } = size);
    }
    group.push(request);
  }
  return group.length === 0 ? groups : [...groups, group];
}

/** How much a request adds to its transaction. */
export function sizeOf(request: ThreadRequest): { readonly commits: number; readonly textUnits: number } {
  if (request.kind !== 'commit') return { commits: 0, textUnits: 0 };
  const { rows } = request.group;
  return { commits: rows.length, textUnits: rows.reduce((sum, row) => sum + textUnitsOf(row), 0) };
}
