// What all agents spend together, from the lists the server gives.

import {json, query, scopePath} from './api.js';

const PAGE = 1_000;
const MOST_PAGES = 20;
const REMEMBERED_MILLIS = 75_000;
const LOOKED_MILLIS = 20_000;

/** Scopes of some dimensions, the most spent first, page by page until there are enough. */
export async function scopes(parameters, signal, most = PAGE) {
  const all = [];
  let cursor;
  let missingPartitions = [];
  do {
    const limit = Math.min(PAGE, most - all.length);
    const page = await json(`v1/scopes?${query({...parameters, sort: 'spent', limit, cursor})}`, {signal});
    all.push(...page.scopes);
    ({cursor, missingPartitions = []} = page);
  } while (cursor && all.length < most);
  return {scopes: all, more: Boolean(cursor), missingPartitions};
}

/** Every agent, up to twenty thousand. */
export const agents = (signal) => scopes({dimension: 'agent'}, signal, PAGE * MOST_PAGES);

/** Totals over scopes that share no charge. */
export function sum(scopes) {
  const total = {};
  for (const {totals} of scopes) {
    for (const [name, value] of Object.entries(totals)) {
      total[name] = (total[name] ?? 0) + value;
    }
  }
  return total;
}

/** How fast a sum grows, from what it was in the last minute. */
export class Rate {
  constructor() {
    this.samples = [];
  }

  add(value, at = Date.now()) {
    this.samples = this.samples.filter((sample, i) => at - sample.at < REMEMBERED_MILLIS || i === this.samples.length - 1);
    this.samples.push({value, at});
  }

  /** A minute's growth; undefined before it has been looked at for a while. */
  perMinute() {
    const first = this.samples[0];
    const last = this.samples[this.samples.length - 1];
    const millis = last ? last.at - first.at : 0;
    return millis < LOOKED_MILLIS ? undefined : (60_000 * (last.value - first.value)) / millis;
  }
}

/** What a scope spent, step by step. */
export async function series(key, {from, to, step}, signal) {
  const parameters = {from: new Date(from).toISOString(), to: new Date(to).toISOString(), step};
  return json(`${scopePath(key)}/spend?${query(parameters)}`, {signal});
}
