// What counted against a limit at each moment, from what was spent in each step of time.

import {seconds} from './format.js';
import {series} from './agents.js';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Up to which length, in seconds, which step: what ledgers keep for twice the length. */
const STEPS = [
  [MINUTE, 1],
  [5 * MINUTE, 5],
  [20 * MINUTE, 20],
  [2 * HOUR, MINUTE],
  [5 * HOUR, 5 * MINUTE],
  [DAY, HOUR / 2],
  [4 * DAY, HOUR],
  [7 * DAY, 3 * HOUR],
  [15 * DAY, 6 * HOUR],
];

const LIFETIME_SHOWN = 1000 * DAY;
const SHORTEST_SHOWN = 10 * MINUTE * 1000;

/** The value of a step in a limit's unit. */
export function pointValue(point, unit) {
  return unit === 'tokens' ? point.inputTokens + point.outputTokens : (point[unit] ?? 0);
}

/** A limit's chart; null where the steps cannot be had. */
export async function limitSeries({key, status, policyStatus, window, signal}) {
  const now = Date.parse(status.asOf);
  const range = rangeOf(window, policyStatus, now);
  try {
    const {points} = await series(key, {from: range.from, to: range.to, step: `PT${range.step / 1000}S`}, signal);
    const values = points.map((point) => pointValue(point, policyStatus.unit));
    return {points: counted(values, range, policyStatus.spent, now), forecast: forecast(policyStatus, range, now)};
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return null;
  }
}

/** Which steps to ask for: of a rolling window twice its length, to know what leaves it. */
function rangeOf(window, {window: ends}, now) {
  if (window?.rolling) {
    const length = 1000 * seconds(window.rolling);
    const step = stepFor(length);
    const to = Math.ceil(now / step) * step;
    const inWindow = Math.round(length / step);
    return {from: to - 2 * inWindow * step, to, step, inWindow};
  }
  const start = ends ? Date.parse(ends.start) : now - LIFETIME_SHOWN;
  const step = stepFor(Math.max(now - start, SHORTEST_SHOWN));
  const to = Math.ceil(now / step) * step;
  return {from: Math.floor(start / step) * step, to, step, inWindow: null};
}

const stepFor = (length) => 1000 * (STEPS.find(([longest]) => length <= 1000 * longest)?.[1] ?? DAY);

/**
 * The sum that counts at the end of each step. It is reckoned back from what counts now, so that
 * the chart ends where the figure beside it stands.
 */
export function counted(values, {from, step, inWindow}, spent, now) {
  const first = inWindow ?? 0;
  const sums = [];
  let counting = spent;
  for (let i = values.length - 1; i >= first; i--) {
    sums.push({start: from + i * step, end: Math.min(from + (i + 1) * step, now), value: Math.max(counting, 0)});
    counting += (inWindow === null ? 0 : values[i - inWindow]) - values[i];
  }
  return sums.reverse();
}

/** Where it would be some time from now, if it went on as it does. */
function forecast({forecast: known, spent, utilization}, {from, to}, now) {
  if (!known || !(known.ratePerMinute > 0) || utilization >= 1) {
    return null;
  }
  const ahead = (to - from) / 4;
  return {end: now + ahead, value: spent + (known.ratePerMinute * ahead) / 60_000};
}
