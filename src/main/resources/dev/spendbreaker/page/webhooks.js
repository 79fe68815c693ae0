// What webhooks are told: what waits, what arrived, and what was given up and can be sent again.

import {h, Component} from './preact.js';
import {deliveryPath, json, query} from './api.js';
import {count, visible} from './format.js';
import {Ago, Badge, Choice, Empty, Failure, Loader, Name, Notice, ScopeName, Time, policyHref, scopeHref} from './ui.js';
import {keyOf} from './feed.js';

const PAGE = 100;

const STATES = [
  ['', 'Any state'],
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['dead', 'Dead'],
];
const NAMES = Object.fromEntries(STATES);

export class Webhooks extends Component {
  constructor({parameters}) {
    super();
    const wanted = parameters.get('state') ?? '';
    this.state = {wanted: wanted in NAMES ? wanted : '', before: undefined, said: '', failure: null, readOnly: false};
    this.load = (signal) => json(`v1/webhooks/deliveries?${query({state: this.state.wanted, limit: PAGE, cursor: this.state.before})}`, {signal});
  }

  show(change) {
    this.setState({before: undefined, said: '', failure: null, ...change});
  }

  /** The button goes with the state that it changes, so the table is where the keyboard goes on. */
  async sendAgain(delivery, reload) {
    try {
      await json(`${deliveryPath(delivery.id)}/resend`, {method: 'POST'});
      this.setState({said: `Asked for again: what ${delivery.endpoint ?? 'the webhook'} is to be told.`, failure: null});
      document.getElementById('deliveries')?.focus();
    } catch (failure) {
      this.setState(failure.status === 403 ? {readOnly: true, failure: null} : {said: '', failure});
    }
    reload();
  }

  render(_, {wanted, before, said, failure, readOnly}) {
    return h(
      'div',
      {class: 'page'},
      h('h1', null, 'Webhooks'),
      h('p', {class: 'lead'}, 'What is told to the webhooks of policies and of the settings, the latest decisions first.'),
      h('div', {class: 'filters'}, h(Choice, {label: 'State', options: STATES, value: wanted, onChange: (state) => this.show({wanted: state})})),
      readOnly && h(Notice, null, 'Your token may read, not write: you can look at deliveries, not send them again.'),
      h('p', {class: 'saved', role: 'status'}, said),
      failure && h(Failure, {error: failure}),
      h(Loader, {name: `${wanted} ${before}`, load: this.load, every: 3_000, lines: 6, what: 'Reading deliveries'}, ({deliveries, cursor}, reload) => [
        deliveries.length === 0 ? h(None, {wanted, before}) : h(Table, {deliveries, sendAgain: readOnly ? null : (delivery) => this.sendAgain(delivery, reload)}),
        h(
          'div',
          {class: 'buttons'},
          before && h('button', {type: 'button', onClick: () => this.show({})}, 'Latest'),
          cursor && h('button', {type: 'button', onClick: () => this.show({before: cursor})}, `${count(PAGE)} before these`),
        ),
      ]),
    );
  }
}

const None = ({wanted, before}) =>
  h(
    'div',
    {class: 'card'},
    wanted !== '' || before
      ? h(Empty, {title: `No ${before ? 'earlier ' : ''}delivery is ${wanted === '' ? 'known' : wanted}.`})
      : h(Empty, {title: 'No webhook was told anything so far.'}, 'Give a policy a webhook, or set one for all decisions (webhook.url). What it is told stands here.'),
  );

const COLUMNS = [['About'], ['To'], ['State'], ['Attempts', 'number'], ['Last attempt'], ['Next']];

const Table = ({deliveries, sendAgain}) =>
  h(
    'div',
    {id: 'deliveries', class: 'card scroll', tabindex: 0, role: 'region', 'aria-label': 'Deliveries'},
    h(
      'table',
      {class: 'table'},
      h('thead', null, h('tr', null, COLUMNS.map(([name, more]) => h('th', {scope: 'col', class: more}, name)))),
      h('tbody', null, deliveries.map((delivery) => h(Row, {key: delivery.id, delivery, sendAgain}))),
    ),
  );

const Row = ({delivery, sendAgain}) =>
  h(
    'tr',
    null,
    h('th', {scope: 'row'}, h(Badge, delivery), ' ', h('a', {href: scopeHref(keyOf(delivery.scope))}, h(ScopeName, delivery)), h('small', {class: 'muted block'}, h(Told, delivery))),
    h('td', null, h(Target, delivery), delivery.endpoint && h('small', {class: 'muted block'}, h(Name, {text: delivery.endpoint}))),
    h('td', null, h(State, delivery)),
    h('td', {class: 'number'}, count(delivery.attempts)),
    h('td', null, h(Last, delivery)),
    h('td', null, h(Next, {delivery, sendAgain})),
  );

const Told = ({event, createdAt}) => [event === 'kill-unacknowledged' ? 'that nobody acknowledged it, ' : '', h(Time, {at: createdAt})];

const Target = ({policyId}) => (policyId === undefined ? 'the settings’ webhook' : h('a', {href: policyHref(policyId)}, h(Name, {text: policyId})));

const TONES = {pending: 'warn', delivered: 'allow', dead: 'block'};

const State = ({state}) => h('span', {class: `badge ${TONES[state] ?? ''}`}, NAMES[state] ?? state);

/** What went wrong, or what was answered, and when. */
const Last = ({lastError, lastStatus, lastAttemptAt}) => [
  lastError ? visible(lastError, 200) : lastStatus ? `answered ${lastStatus}` : h('span', {class: 'muted'}, 'none yet'),
  lastAttemptAt && h('small', {class: 'muted block'}, h(Time, {at: lastAttemptAt})),
];

const Next = ({delivery, sendAgain}) =>
  delivery.state === 'dead'
    ? sendAgain && h('button', {type: 'button', onClick: () => sendAgain(delivery)}, 'Send again')
    : delivery.nextAttemptAt && h(Ago, {at: delivery.nextAttemptAt});
