// The policies in force.

import {h} from './preact.js';
import {json} from './api.js';
import {amount, percent, things, windowName} from './format.js';
import {Badge, Empty, Loader, Name, policyHref} from './ui.js';

export const Policies = () =>
  h(
    'div',
    {class: 'page'},
    h(
      'header',
      {class: 'page-head'},
      h('h1', null, 'Policies'),
      h('a', {class: 'button primary', href: '#/policies/new'}, 'New policy'),
    ),
    h(Loader, {load: (signal) => json('v1/policies', {signal}), every: 4_000, lines: 6}, ({policies}) =>
      policies.length === 0 ? h(None) : h(Table, {policies}),
    ),
  );

const None = () =>
  h(
    'div',
    {class: 'card'},
    h(Empty, {title: 'No policy is in force.'}, 'Spend is counted, and nothing is ever stopped. ', h('a', {href: '#/policies/new'}, 'Set a first limit'), '.'),
  );

const COLUMNS = ['Policy', 'Governs', 'Limit', 'Over', 'At the limit', 'State'];

const Table = ({policies}) =>
  h(
    'div',
    {class: 'card scroll', tabindex: 0, role: 'region', 'aria-label': 'Policies'},
    h(
      'table',
      {class: 'table'},
      h('thead', null, h('tr', null, COLUMNS.map((name) => h('th', {scope: 'col', class: name === 'Limit' ? 'number' : ''}, name)))),
      h('tbody', null, policies.map((policy) => h(Row, {key: policy.id, policy}))),
    ),
  );

const Row = ({policy}) =>
  h(
    'tr',
    null,
    h('th', {scope: 'row'}, h('a', {href: policyHref(policy.id)}, h(Name, {text: policy.id})), policy.description && h('small', {class: 'muted block'}, h(Name, {text: policy.description, longest: 160}))),
    h('td', null, h(Pattern, policy)),
    h('td', {class: 'number'}, h(Limit, policy)),
    h('td', null, windowName(policy.window)),
    h('td', null, h(Badge, {action: policy.onBreach ?? 'block'}), policy.warnAt?.length > 0 && h('small', {class: 'muted block'}, `warns at ${policy.warnAt.map(percent).join(', ')}`)),
    h('td', null, h(State, policy)),
  );

/** Which scopes: each dimension with its value. */
export const Pattern = ({scope}) =>
  Object.entries(scope).map(([dimension, value], i) => [
    i > 0 && ', ',
    value === '*' ? `each ${dimension}` : [h('span', {class: 'dimension'}, dimension, ' '), h(Name, {text: value, longest: 40})],
  ]);

function Limit({limit, grants = []}) {
  const [[unit, value]] = Object.entries(limit);
  return [amount(value, unit), grants.length > 0 && h('small', {class: 'muted block'}, things(grants.length, 'grant'))];
}

function State({mode, latch, precedence, expiresAt}) {
  const words = [mode === 'shadow' ? 'shadow' : 'enforced'];
  if (latch) {
    words.push('latches');
  }
  if (precedence === 'override') {
    words.push('overrides');
  }
  if (expiresAt) {
    words.push(Date.parse(expiresAt) < Date.now() ? 'expired' : 'expires');
  }
  return words.join(', ');
}
