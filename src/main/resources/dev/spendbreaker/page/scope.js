// One scope: what it spends against its limits, what is beneath it, what was decided about it.

import {h, Component} from './preact.js';
import {json, policyPath, scopePath} from './api.js';
import {amount, count, fullTime, percent, relative, short, stretch, things, usd, windowName} from './format.js';
import {scopes, series} from './agents.js';
import {Bars, LimitChart} from './charts.js';
import {Ago, Badge, Empty, Figure, Loader, Meter, Missing, Name, Notice, ScopeName, Section, policyHref, scopeHref} from './ui.js';
import {Feed} from './feed.js';
import {limitSeries, pointValue} from './windows.js';

const HOUR = 3_600_000;

const RANGES = [
  ['1 hour', HOUR, 'PT1M'],
  ['1 day', 24 * HOUR, 'PT30M'],
  ['7 days', 7 * 24 * HOUR, 'PT3H'],
  ['30 days', 30 * 24 * HOUR, 'P1D'],
];

const HISTORY = 50;
const BENEATH = 100;

export const ScopeView = ({scopeKey, live}) =>
  h(Loader, {name: scopeKey, every: 2_000, lines: 8, load: (signal) => read(scopeKey, signal)}, (data) =>
    h(
      'div',
      {class: 'page'},
      h(Head, data.status),
      h(Standing, data),
      h(Totals, data.status),
      data.limits.map((limit) => h(Limit, {key: limit.status.policyId, ...limit})),
      data.limits.length === 0 && h(NoPolicy, data.status),
      h(OverTime, {scopeKey}),
      h('div', {class: 'columns even'}, h(Beneath, {scopeKey, scope: data.status.scope}), h(Models, {scopeKey, scope: data.status.scope})),
      h(History, {scopeKey, latest: live.about(data.status.scope)?.decisionId ?? ''}),
    ),
  );

async function read(key, signal) {
  const status = await json(scopePath(key), {signal});
  const limits = await Promise.all(status.policies.map((policy) => readLimit(key, status, policy, signal)));
  return {status, limits};
}

/** A policy, where the scope stands against it, and how it came there. */
async function readLimit(key, status, policyStatus, signal) {
  const policy = await json(policyPath(policyStatus.policyId), {signal}).catch(() => null);
  const window = policy?.window;
  return {status: policyStatus, policy, chart: await limitSeries({key, status, policyStatus, window, signal})};
}

const Head = ({scope, action, asOf}) =>
  h(
    'header',
    {class: 'page-head'},
    h('div', null, h('p', {class: 'crumbs'}, h(Crumbs, {scope})), h('h1', null, h(ScopeName, {scope}), ' ', h(Badge, {action}))),
    h('p', {class: 'muted'}, 'as of ', h('time', {datetime: asOf}, fullTime(asOf))),
  );

const Crumbs = ({scope}) => [
  h('a', {href: '#/scopes'}, 'Scopes'),
  scope.agent && scope.task && [' / ', h('a', {href: scopeHref(`agent/${encodeURIComponent(scope.agent)}`)}, h(Name, {text: scope.agent}))],
];

/** Why it stands as it does. */
function Standing({status: {decision, action}}) {
  if (!decision) {
    return h(Notice, null, 'Nothing has been decided about it: no policy has ever governed it.');
  }
  return h(
    'p',
    {class: `standing ${action}`},
    decision.reason,
    decision.resetsAt && action !== 'allow' && [' · lifts ', h(Ago, {at: decision.resetsAt})],
  );
}

const Totals = ({totals}) =>
  h(
    'dl',
    {class: 'figures'},
    h(Figure, {label: 'Spent', value: usd(totals.usd), note: 'all time'}),
    h(Figure, {label: 'Model calls', value: short(totals.calls), note: `${short(totals.toolCalls)} tool calls`}),
    h(Figure, {label: 'Input tokens', value: short(totals.inputTokens), note: `${percentOf(totals.cacheReadTokens, totals.inputTokens)} from cache`}),
    h(Figure, {label: 'Output tokens', value: short(totals.outputTokens), note: `${percentOf(totals.reasoningTokens, totals.outputTokens)} reasoning`}),
    h(Figure, {
      label: 'Unpriced',
      value: percentOf(totals.unpricedCalls, totals.calls),
      note: `${count(totals.unpricedCalls)} calls without a price`,
      tone: totals.unpricedCalls > 0 ? 'warn' : '',
    }),
    h(Figure, {
      label: 'Unmetered',
      value: percentOf(totals.unmeteredCalls, totals.calls + totals.unmeteredCalls),
      note: `${count(totals.unmeteredCalls)} calls without usage`,
      tone: totals.unmeteredCalls > 0 ? 'warn' : '',
    }),
  );

const percentOf = (part, whole) => percent(whole > 0 ? part / whole : 0);

/** Where it stands against one policy. */
const Limit = ({status, policy, chart}) =>
  h(
    Section,
    {
      id: `limit-${status.policyId}`,
      title: [h('a', {href: policyHref(status.policyId)}, h(Name, {text: status.policyId})), ' ', h(Badge, {action: status.action, shadow: status.mode === 'shadow'})],
      aside: `over ${windowName(policy?.window)}`,
    },
    h(
      'div',
      {class: 'limit-line'},
      h('strong', null, amount(status.spent, status.unit)),
      h('span', null, ` of ${amount(status.limit, status.unit)} (${percent(status.utilization)})`),
      h(Meter, {...status, warnAt: policy?.warnAt}),
    ),
    chart && h(LimitChart, {...chart, limit: status.limit, unit: status.unit, warnAt: policy?.warnAt ?? [], label: chartLabel(status)}),
    h('dl', {class: 'facts'}, facts(status, policy)),
  );

const chartLabel = ({policyId, spent, limit, unit}) =>
  `What counts for ${policyId} as time went on; now ${amount(spent, unit)} of ${amount(limit, unit)}. Use the arrow keys to read each point.`;

function facts(status, policy) {
  const {remaining, unit, window, resetsAt, forecast} = status;
  const lines = [['Left', amount(Math.max(remaining, 0), unit)]];
  if (forecast) {
    lines.push(['Going on', `${amount(forecast.ratePerMinute, unit)} a minute, over the last ${stretch(forecast.overSeconds)}`], ['Reaches its limit', reached(forecast, status)]);
  }
  if (window) {
    lines.push(['Window', `${fullTime(window.start)} to ${fullTime(window.end)}`]);
  }
  if (resetsAt) {
    lines.push(['Lifts', `${relative(resetsAt)}, ${fullTime(resetsAt)}`]);
  }
  if (policy?.onBreach) {
    lines.push(['At its limit', policy.onBreach]);
  }
  return lines.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value)));
}

const reached = ({limitReachedAt}, {utilization}) =>
  utilization >= 1 ? 'reached' : limitReachedAt ? `${relative(limitReachedAt)} at this rate` : 'not at this rate';

const NoPolicy = ({scope}) =>
  h(
    Section,
    {id: 'no-policy', title: 'Limits'},
    h(Empty, {title: 'No policy governs this scope.'}, h('a', {href: `#/policies/new?${new URLSearchParams({scope: JSON.stringify(scope)})}`}, 'Set a limit for it')),
  );

class OverTime extends Component {
  constructor() {
    super();
    this.state = {range: 0};
  }

  render({scopeKey}, {range}) {
    const [name, length, step] = RANGES[range];
    return h(
      Section,
      {id: 'over-time', title: 'Spend over time', aside: h(RangeChoice, {range, onChange: (chosen) => this.setState({range: chosen})})},
      h(Loader, {name: `${scopeKey} ${name}`, every: 5_000, load: (signal) => lately(scopeKey, length, step, signal)}, ({points}) =>
        points.length === 0
          ? h(Empty, {title: 'Nothing was spent then.'})
          : h(Bars, {
              points,
              unit: 'usd',
              tip: (point) => `${fullTime(point.start)}: ${usd(point.value)}, ${things(point.calls, 'call')}`,
              label: `Spend over the last ${name}. Use the arrow keys to read each step.`,
            }),
      ),
    );
  }
}

const RangeChoice = ({range, onChange}) =>
  h(
    'div',
    {class: 'choice', role: 'group', 'aria-label': 'Range'},
    RANGES.map(([name], i) => h('button', {type: 'button', 'aria-pressed': String(i === range), onClick: () => onChange(i)}, name)),
  );

async function lately(key, length, step, signal) {
  const stepMillis = length / (length === HOUR ? 60 : length === 24 * HOUR ? 48 : length === 7 * 24 * HOUR ? 56 : 30);
  const to = Math.ceil(Date.now() / stepMillis) * stepMillis;
  const {points} = await series(key, {from: to - length, to, step}, signal);
  return {
    points: points.map((point) => ({
      start: Date.parse(point.start),
      end: Date.parse(point.start) + stepMillis,
      value: Math.max(pointValue(point, 'usd'), 0),
      calls: point.calls,
    })),
  };
}

const Beneath = ({scopeKey, scope}) =>
  scope.agent !== undefined &&
  scope.task === undefined &&
  Object.keys(scope).length === 1 &&
  h(
    Section,
    {id: 'tasks', title: 'Tasks'},
    h(Loader, {name: scopeKey, every: 5_000, load: (signal) => scopes({dimension: 'agent,task', agent: scope.agent}, signal, BENEATH)}, (data) => [
      h(Missing, {partitions: data.missingPartitions}),
      data.scopes.length === 0
        ? h(Empty, {title: 'No tasks yet.'})
        : h(Shares, {rows: data.scopes, dimension: 'Task'}),
      data.more && h('p', {class: 'muted'}, `The ${BENEATH} that spent most.`),
    ]),
  );

const Models = ({scopeKey, scope}) =>
  scope.agent !== undefined &&
  scope.task === undefined &&
  scope.model === undefined &&
  h(
    Section,
    {id: 'models', title: 'Models'},
    h(Loader, {name: scopeKey, every: 5_000, load: (signal) => scopes({dimension: 'agent,model', agent: scope.agent}, signal, BENEATH)}, (data) =>
      data.scopes.length === 0 ? h(NoModels) : h(Shares, {rows: data.scopes, dimension: 'Model'}),
    ),
  );

const NoModels = () =>
  h(
    Empty,
    {title: 'Spend is not kept by model.'},
    'It is from the first policy that names agent and model. ',
    h('a', {href: `#/policies/new?${new URLSearchParams({dimension: 'agent,model', mode: 'shadow'})}`}, 'Set one in shadow mode'),
    ': it stops nobody.',
  );

const Shares = ({rows, dimension}) =>
  h(
    'div',
    {class: 'scroll short', tabindex: 0, role: 'region', 'aria-label': `Table of ${dimension.toLowerCase()}s`},
    h(
      'table',
      {class: 'table'},
      h('thead', null, h('tr', null, [dimension, 'Spent', 'Calls', 'Tokens in', 'Tokens out', 'Decision'].map((name, i) => h('th', {scope: 'col', class: i > 0 && i < 5 ? 'number' : ''}, name)))),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            {key: row.key},
            h('th', {scope: 'row'}, h('a', {href: scopeHref(row.key)}, h(Name, {text: row.scope[dimension.toLowerCase()], longest: 40}))),
            h('td', {class: 'number'}, usd(row.totals.usd)),
            h('td', {class: 'number'}, short(row.totals.calls)),
            h('td', {class: 'number'}, short(row.totals.inputTokens)),
            h('td', {class: 'number'}, short(row.totals.outputTokens)),
            h('td', null, h(Badge, {action: row.action})),
          ),
        ),
      ),
    ),
  );

const History = ({scopeKey, latest}) =>
  h(
    Section,
    {id: 'history', title: 'What was decided'},
    h(Loader, {name: `${scopeKey} ${latest}`, every: 15_000, load: (signal) => json(`${scopePath(scopeKey)}/decisions?limit=${HISTORY}`, {signal})}, ({decisions}) =>
      h(Feed, {decisions, ofOneScope: true, label: 'Decisions about this scope, the newest first'}),
    ),
  );
