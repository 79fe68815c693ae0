// A policy as a form holds it, in texts, and as a document. What a form does not know it keeps.

export const UNIT_NAMES = ['usd', 'tokens', 'inputTokens', 'outputTokens', 'calls', 'toolCalls'];

const SHOWN = [
  'id', 'revision', 'version', 'scope', 'limit', 'window', 'warnAt', 'onBreach', 'latch', 'mode', 'precedence',
  'onUnpriced', 'countFrom', 'expiresAt', 'grants', 'description', 'owner',
];

/** Reads a document so that amounts keep all the digits they were written with. */
export function parse(text) {
  return JSON.parse(text, (name, value, context) =>
    typeof value === 'number' && (name === 'amount' || UNIT_NAMES.includes(name)) ? (context?.source ?? String(value)) : value,
  );
}

/** The form of a new policy. */
export function blank({scope = {agent: '*'}, mode = 'enforce'} = {}) {
  return form({id: '', scope, limit: {usd: ''}, window: {rolling: 'PT1H'}, warnAt: ['0.8'], onBreach: 'block', mode});
}

/** The form of a document that {@link parse} gave. */
export function form(policy) {
  const [[unit, amount]] = Object.entries(policy.limit);
  return {
    id: policy.id,
    scope: Object.entries(policy.scope).map(([dimension, value]) => ({dimension, value})),
    unit,
    amount: String(amount),
    ...windowForm(policy.window),
    warnAt: (policy.warnAt ?? []).map((part) => trimmed(100 * Number(part))).join(', '),
    onBreach: policy.onBreach ?? 'block',
    latch: policy.latch ?? false,
    mode: policy.mode ?? 'enforce',
    precedence: policy.precedence ?? 'normal',
    onUnpriced: policy.onUnpriced ?? 'warn',
    countFrom: policy.countFrom ?? '',
    expiresAt: policy.expiresAt ?? '',
    grants: (policy.grants ?? []).map((grant) => ({...grant, amount: String(grant.amount)})),
    description: policy.description ?? '',
    owner: policy.owner ?? '',
    kept: Object.fromEntries(Object.entries(policy).filter(([name]) => !SHOWN.includes(name))),
  };
}

function windowForm(window) {
  const calendar = window?.calendar ?? 'month';
  return {
    windowKind: window?.rolling ? 'rolling' : window?.calendar ? 'calendar' : 'lifetime',
    rolling: window?.rolling ?? 'PT1H',
    calendar,
    zone: window?.zone ?? 'UTC',
    startsOn: window?.startsOn === undefined ? '' : String(window.startsOn),
  };
}

const trimmed = (number) => String(Number(number.toPrecision(12)));

/** The document of a form. What is no number stays text, and the server says what is wrong. */
export function documentOf(fields) {
  return JSON.stringify({
    version: 1,
    scope: Object.fromEntries(fields.scope.map(({dimension, value}) => [dimension, value])),
    limit: {[fields.unit]: number(fields.amount)},
    window: windowOf(fields),
    warnAt: listed(fields.warnAt).map(part),
    onBreach: fields.onBreach,
    latch: fields.latch,
    mode: fields.mode,
    precedence: fields.precedence,
    onUnpriced: fields.onUnpriced,
    countFrom: text(fields.countFrom),
    expiresAt: text(fields.expiresAt),
    grants: fields.grants.map((grant) => ({
      id: grant.id,
      amount: number(grant.amount),
      expiresAt: text(grant.expiresAt),
      reason: text(grant.reason),
    })),
    description: text(fields.description),
    owner: text(fields.owner),
    ...fields.kept,
  });
}

function windowOf({windowKind, rolling, calendar, zone, startsOn}) {
  if (windowKind === 'rolling') {
    return {rolling: rolling.trim()};
  }
  if (windowKind === 'calendar') {
    const start = startsOn.trim();
    return {calendar, zone: text(zone), startsOn: start === '' ? undefined : /^\d+$/.test(start) ? Number(start) : start.toLowerCase()};
  }
  return 'lifetime';
}

const text = (value) => (value?.trim() ? value.trim() : undefined);

const listed = (value) => value.split(',').map((item) => item.trim()).filter(Boolean);

function part(percent) {
  const value = Number(percent.replace(/%$/, ''));
  return Number.isFinite(value) ? Number(trimmed(value / 100)) : percent;
}

/** A number with all its digits, where the browser can write it so. */
function number(value) {
  const digits = value.trim().replaceAll(/[\s,_]/g, '');
  if (!/^-?\d{1,30}(\.\d{1,30})?$/.test(digits)) {
    return digits;
  }
  return JSON.rawJSON ? JSON.rawJSON(digits) : Number(digits);
}

/** Which field of the form a JSON path is about; empty for the whole. */
export function fieldOf(path) {
  const [, name = ''] = /^\$?\.?([A-Za-z]+)/.exec(path) ?? [];
  return {window: 'window', limit: 'amount'}[name] ?? name;
}
