// Figures, times and names as people read them.

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST_NAME = 80;

/**
 * A name as it can be shown: what would be invisible, or turn the text around, stands as its code
 * point, and what is very long loses its middle.
 */
export function visible(text, longest = LONGEST_NAME) {
  const shown = shortened(String(text), 4 * longest).replace(HIDDEN, codePoint);
  return shortened(shown, longest);
}

function codePoint(character) {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

function shortened(text, longest) {
  const half = Math.floor((longest - 1) / 2);
  return text.length <= longest ? text : `${text.slice(0, half)}…${text.slice(-half)}`;
}

const plain = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const compact = new Intl.NumberFormat('en-US', {notation: 'compact', maximumFractionDigits: 1});

/** A whole number: 12,345. */
export const count = (number) => plain.format(number ?? 0);

/** A number of things: 1 call, 2 calls. */
export const things = (number, name) => `${count(number)} ${name}${number === 1 ? '' : 's'}`;

/** A large number in short: 1.2M. */
export const short = (number) => (Math.abs(number ?? 0) < 10_000 ? count(number) : compact.format(number));

/** US dollars, with as many decimals as the amount needs to say something. */
export function usd(amount) {
  const value = amount ?? 0;
  const size = Math.abs(value);
  if (size > 0 && size < 0.0001) {
    return `${value < 0 ? '−' : ''}<$0.0001`;
  }
  const decimals = size === 0 || size >= 10 ? 2 : size >= 0.1 ? 3 : 4;
  const digits = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: decimals,
  }).format(size);
  return `${value < 0 ? '−' : ''}$${digits}`;
}

/** US dollars with all their decimals. */
export const exactUsd = (amount) => `$${new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 9}).format(amount)}`;

/** What each unit of a limit is called. */
export const UNITS = {
  usd: 'US dollars',
  tokens: 'tokens',
  inputTokens: 'input tokens',
  outputTokens: 'output tokens',
  calls: 'calls',
  toolCalls: 'tool calls',
};

/** An amount in the unit of a limit. */
export const amount = (value, unit) => (unit === 'usd' ? usd(value) : `${short(value)} ${UNITS[unit] ?? unit}`);

/** The same for an axis whose marks are `step` apart, without the unit's name. */
export const axisAmount = (value, step, unit) => (unit === 'usd' ? axisUsd(value, step) : short(value));

function axisUsd(value, step) {
  if (value >= 10_000) {
    return `$${compact.format(value)}`;
  }
  const digits = Number(step.toPrecision(2)).toFixed(9).replace(/0+$/, '');
  const decimals = digits.length - digits.indexOf('.') - 1;
  return `$${value.toFixed(decimals === 1 ? 2 : decimals)}`;
}

/** A part as percent: 0.913 as 91%. */
export function percent(part) {
  const value = (part ?? 0) * 100;
  return value > 0 && value < 1 ? '<1%' : `${plain.format(Math.floor(value + 1e-9))}%`;
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = {day: 86_400, hour: 3_600, minute: 60, second: 1};

/** ISO-8601 duration to seconds; NaN where it is none. */
export function seconds(duration) {
  const parts = DURATION.exec(duration ?? '');
  const sizes = Object.values(SECONDS);
  return parts ? sizes.reduce((sum, size, i) => sum + size * Number(parts[i + 1] ?? 0), 0) : NaN;
}

/** Seconds in words, at most two units: 1 hour 30 minutes. */
export function span(total) {
  const words = [];
  let rest = Math.round(total);
  for (const [unit, size] of Object.entries(SECONDS)) {
    const number = Math.floor(rest / size);
    rest -= number * size;
    if (number > 0 && words.length < 2) {
      words.push(`${number} ${unit}${number === 1 ? '' : 's'}`);
    }
  }
  return words.join(' ') || '0 seconds';
}

/** The same after "the last" or "any": hour, 2 hours. */
export const stretch = (total) => span(total).replace(/^1 /, '');

/** A policy's window in words. */
export function windowName(window) {
  if (window?.rolling) {
    return `any ${stretch(seconds(window.rolling))}`;
  }
  if (window?.calendar) {
    const zone = window.zone && window.zone !== 'UTC' ? `, ${window.zone}` : '';
    const start = window.startsOn ? ` from ${window.startsOn}` : '';
    return `each calendar ${window.calendar}${start}${zone}`;
  }
  return 'all time';
}

const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const minutes = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});
const full = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});

/** An instant as a time of day, with the date where it is not today's. */
export function time(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock.format(date) : `${day.format(date)}, ${minutes.format(date)}`;
}

/** An instant in full. */
export const fullTime = (instant) => full.format(new Date(instant));

/** A mark of a time axis: with the date where the axis spans days. */
export const axisTime = (millis, spanMillis) =>
  spanMillis > 36 * 3_600_000 ? day.format(new Date(millis)) : minutes.format(new Date(millis));

/** How far away an instant is: in 5 minutes, 3 hours ago. */
export function relative(instant, now = Date.now()) {
  const away = (new Date(instant).getTime() - now) / 1000;
  const words = span(Math.abs(away)).split(' ').slice(0, 2).join(' ');
  return away >= 0 ? `in ${words}` : `${words} ago`;
}
