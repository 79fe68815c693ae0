// What is spent now, by whom, what is stopped and why, and decisions as they come.

import {h, Component} from './preact.js';
import {delay} from './api.js';
import {agents, Rate, scopes, series, sum} from './agents.js';
import {amount, count, percent, short, usd} from './format.js';
import {Bars, Sparkline} from './charts.js';
import {Ago, Badge, Empty, Failure, Figure, Loader, Meter, Missing, ScopeName, Section, Waiting, scopeHref} from './ui.js';
import {Feed} from './feed.js';

const TOP = 8;
const MINUTE = 60_000;
const STOPPED_AT_MOST = 100;

export class Overview extends Component {
  constructor() {
    super();
    this.rate = new Rate();
    this.load = (signal) => this.read(signal);
  }

  async read(signal) {
    const [first, killed, blocked] = await Promise.all([
      scopes({dimension: 'agent'}, signal),
      scopes({action: 'kill'}, signal, STOPPED_AT_MOST),
      scopes({action: 'block'}, signal, STOPPED_AT_MOST),
    ]);
    if (first.more) {
      this.readAll(signal);
    } else {
      this.keep(first);
    }
    const all = this.all ?? first;
    const top = first.scopes.slice(0, TOP);
    return {all, totals: sum(all.scopes), top, stopped: [...killed.scopes, ...blocked.scopes], series: await lastHour(top, signal)};
  }

  keep(all) {
    this.all = all;
    this.rate.add(sum(all.scopes).usd ?? 0);
  }

  /** Thousands of agents take a while: meanwhile the first of them are shown. */
  async readAll(signal) {
    if (this.reading) {
      return;
    }
    this.reading = true;
    try {
      const started = performance.now();
      this.keep(await agents(signal));
      await delay(10 * (performance.now() - started), signal);
    } catch {
      // What was read before stays, and the next look tries again.
    } finally {
      this.reading = false;
    }
  }

  render({live}) {
    return h(Loader, {load: this.load, every: 2_000, lines: 8, what: 'Reading what is spent'}, (data) => [
      h('h1', {class: 'sr-only'}, 'Overview'),
      h(Missing, {partitions: data.all.missingPartitions}),
      h(Figures, {...data, perMinute: this.rate.perMinute() ?? lastMinute(data)}),
      data.all.scopes.length === 0
        ? h(Nothing)
        : h('div', {class: 'columns'}, h('div', {class: 'column wide'}, h(Spending, data), h(Top, data)), h(Aside, {...data, live})),
    ]);
  }
}

const Aside = ({stopped, live}) =>
  h('div', {class: 'column'}, h(Stopped, {stopped, live}), h(Decisions, {live}));

/** Each top agent's spend in each minute of the last hour. */
async function lastHour(top, signal) {
  const to = Math.ceil(Date.now() / MINUTE) * MINUTE;
  const range = {from: to - 60 * MINUTE, to, step: 'PT1M'};
  return Promise.all(top.map((scope) => series(scope.key, range, signal)));
}

/** The last sixty seconds' spend of the top agents, about, until there is something better. */
function lastMinute({series, top}) {
  const [before, now] = minutes(series, top).slice(-2);
  return now ? now.value + before.value * Math.max(0, 1 - (Date.now() - now.start) / MINUTE) : 0;
}

function Figures({totals, all, stopped, perMinute}) {
  const warned = all.scopes.filter((scope) => scope.action === 'warn').length;
  return h(
    'dl',
    {class: 'figures'},
    h(Figure, {label: 'Spent', value: usd(totals.usd), note: `by ${count(all.scopes.length)}${all.more ? '+' : ''} agents, all time`}),
    h(Figure, {
      label: 'Spending now',
      value: usd(Math.max(perMinute, 0)),
      note: 'a minute',
    }),
    h(Figure, {
      label: 'Stopped',
      value: count(stopped.length),
      note: 'blocked or killed',
      tone: stopped.length > 0 ? 'bad' : '',
    }),
    h(Figure, {label: 'Warned', value: count(warned), note: 'agents near a limit', tone: warned > 0 ? 'warn' : ''}),
    h(Figure, {label: 'Model calls', value: short(totals.calls), note: shares(totals)}),
  );
}

/** What part of the calls is not in the figures: without a price, or without token counts. */
function shares({calls = 0, unpricedCalls = 0, unmeteredCalls = 0}) {
  const parts = [];
  if (unpricedCalls > 0) {
    parts.push(`${percent(unpricedCalls / calls)} unpriced`);
  }
  if (unmeteredCalls > 0) {
    parts.push(`${percent(unmeteredCalls / (calls + unmeteredCalls))} unmetered`);
  }
  return parts.join(', ') || 'all metered and priced';
}

const Nothing = () =>
  h(
    Section,
    {id: 'nothing', title: 'No spans yet'},
    h(
      Empty,
      {title: 'Nothing has been spent so far.'},
      'Point an OTLP exporter at this instance, or let your Collector write to the spans topic. Agents appear with their first span.',
    ),
  );

function Spending({top, series, all}) {
  const points = minutes(series, top);
  const highest = Math.max(...points.map((point) => point.value));
  const whose = all.scopes.length > TOP ? `the ${TOP} agents that spent most` : 'all agents';
  return h(
    Section,
    {id: 'spending', title: 'Spend a minute', aside: `last hour, ${whose}`},
    h(Bars, {
      points,
      unit: 'usd',
      label: `Spend a minute over the last hour. The most in a minute was ${usd(highest)}. Use the arrow keys to read each.`,
      tip: minuteTip,
    }),
  );
}

function minutes(series, top) {
  return (series[0]?.points ?? []).map((first, i) => {
    const parts = series.map(({points}, agent) => ({name: top[agent].scope.agent, value: points[i]?.usd ?? 0}));
    const value = parts.reduce((total, part) => total + part.value, 0);
    return {start: Date.parse(first.start), end: Date.parse(first.start) + MINUTE, value: Math.max(value, 0), parts};
  });
}

function minuteTip({start, value, parts}) {
  const spenders = parts.filter((part) => part.value > 0).sort((one, other) => other.value - one.value);
  const clock = new Date(start).toTimeString().slice(0, 5);
  return h(
    'span',
    null,
    h('b', null, `${clock} ${usd(value)}`),
    spenders.slice(0, 3).map((part) => h('span', null, ' · ', h('bdi', null, part.name.slice(0, 40)), ` ${usd(part.value)}`)),
  );
}

const TOP_COLUMNS = [['Agent'], ['Last hour', 'wide-only'], ['Spent', 'number'], ['Of its limit'], ['Decision']];

const Top = ({top, series}) =>
  h(
    Section,
    {id: 'top', title: 'Top agents', aside: h('a', {href: '#/scopes'}, 'All scopes')},
    h(
      'div',
      {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of the top agents'},
      h(
        'table',
        {class: 'table'},
        h('thead', null, h('tr', null, TOP_COLUMNS.map(([name, more]) => h('th', {scope: 'col', class: more}, name)))),
        h('tbody', null, top.map((scope, i) => h(TopRow, {key: scope.key, scope, points: series[i]?.points ?? []}))),
      ),
    ),
  );

const TopRow = ({scope, points}) =>
  h(
    'tr',
    null,
    h('th', {scope: 'row'}, h('a', {href: scopeHref(scope.key)}, h(ScopeName, scope))),
    h('td', {class: 'spark wide-only'}, h(Sparkline, {values: points.map((point) => Math.max(point.usd, 0)), label: 'Spend a minute'})),
    h('td', {class: 'number'}, usd(scope.totals.usd)),
    h('td', {class: 'use'}, h(Use, {scope})),
    h('td', null, h(Badge, {action: scope.action})),
  );

/** Where a scope stands against the policy that decides about it. */
export const Use = ({scope}) =>
  scope.policyId === undefined
    ? h('span', {class: 'muted'}, 'no limit')
    : h(
        'span',
        {class: 'use-cell'},
        h(Meter, scope),
        h('span', {class: 'use-text'}, `${percent(scope.utilization)} of ${amount(scope.limit, scope.unit)}`),
      );

const Stopped = ({stopped, live}) =>
  h(
    Section,
    {id: 'stopped', title: 'Stopped now', aside: stopped.length > 0 ? count(stopped.length) : ''},
    stopped.length === 0
      ? h(Empty, {title: 'Nothing is blocked or killed.'})
      : h('ul', {class: 'stopped'}, stopped.slice(0, 20).map((scope) => h(StoppedScope, {key: scope.key, scope, live}))),
  );

function StoppedScope({scope, live}) {
  const decision = live.about(scope.scope);
  return h(
    'li',
    null,
    h('div', null, h(Badge, {action: scope.action}), ' ', h('a', {href: scopeHref(scope.key)}, h(ScopeName, scope))),
    h('p', null, decision?.reason ?? `${amount(scope.spent, scope.unit)} spent of ${amount(scope.limit, scope.unit)}`),
    h('p', {class: 'muted'}, h('bdi', null, scope.policyId), decision?.resetsAt && [' · lifts ', h(Ago, {at: decision.resetsAt})]),
  );
}

const Decisions = ({live}) =>
  h(
    Section,
    {id: 'decisions', title: 'Decisions', aside: live.state === 'live' ? 'as they come' : 'waiting for the stream'},
    live.decisions === undefined
      ? live.error
        ? h(Failure, {error: live.error})
        : h(Waiting, {lines: 4})
      : h(Feed, {decisions: live.decisions.slice(0, 30), label: 'Decisions, the newest first'}),
  );
