// Every scope of a kind, however many there are.

import {h, Component} from './preact.js';
import {count, short, usd} from './format.js';
import {Badge, Choice, Empty, Failure, Missing, ScopeName, Waiting, scopeHref} from './ui.js';
import {ApiError, delay, json, query} from './api.js';
import {VirtualTable} from './list.js';
import {Use} from './overview.js';

const ROW = 44;
const PAGE = 1_000;
const MOST = 50_000;
const FOLLOW_MILLIS = 5_000;

const KINDS = [
  ['agent', 'Agents'],
  ['agent,task', 'Tasks of agents'],
  ['team', 'Teams'],
  ['user', 'Users'],
  ['tenant', 'Tenants'],
  ['model', 'Models'],
  ['agent,model', 'Models of agents'],
  ['', 'All'],
];

const ACTIONS = [
  ['', 'Any decision'],
  ['kill', 'Killed'],
  ['block', 'Blocked'],
  ['warn', 'Warned'],
  ['allow', 'Allowed'],
];

const COLUMNS = [
  {name: 'Scope', class: 'grow', cell: (scope) => h('a', {href: scopeHref(scope.key)}, h(ScopeName, scope))},
  {name: 'Spent', class: 'number', cell: (scope) => usd(scope.totals.usd)},
  {name: 'Calls', class: 'number wide-only', cell: (scope) => short(scope.totals.calls)},
  {name: 'Tokens', class: 'number wide-only', cell: (scope) => short(scope.totals.inputTokens + scope.totals.outputTokens)},
  {name: 'Of its limit', class: 'use wide-only', cell: (scope) => h(Use, {scope})},
  {name: 'Decision', class: 'decision', cell: (scope) => h(Badge, {action: scope.action})},
];

const NOTHING = {rows: [], cursor: undefined, done: false, error: null, missingPartitions: []};

/**
 * Reads page after page as the end of the list comes into sight; a search reads on by itself. A
 * list of one page follows what is spent; a longer one would jump about, and is read anew on demand.
 */
export class Scopes extends Component {
  constructor({parameters}) {
    super();
    this.state = {...NOTHING, kind: parameters.get('dimension') ?? 'agent', action: parameters.get('action') ?? '', search: ''};
    this.more = () => this.readOn();
    this.leaving = new AbortController();
  }

  componentDidMount() {
    this.restart({});
    this.follow();
  }

  componentWillUnmount() {
    this.leaving.abort();
    this.controller.abort();
  }

  async follow() {
    const {signal} = this.leaving;
    while (!signal.aborted) {
      await delay(FOLLOW_MILLIS, signal);
      if (!signal.aborted && !document.hidden && this.state.done && this.state.rows.length <= PAGE) {
        await this.readAgain(this.controller.signal);
      }
    }
  }

  async readAgain(signal) {
    try {
      this.setState({...(await this.page(signal, undefined)), error: null});
    } catch (error) {
      if (!signal.aborted) {
        this.setState({error: error instanceof ApiError ? error : null});
      }
    }
  }

  restart(change) {
    this.controller?.abort();
    this.controller = new AbortController();
    this.reading = false;
    this.setState({...NOTHING, ...change}, this.more);
  }

  async readOn() {
    const {done, rows} = this.state;
    if (this.reading || done || rows.length >= MOST) {
      return;
    }
    this.reading = true;
    const {signal} = this.controller;
    try {
      const page = await this.page(signal, this.state.cursor);
      this.reading = false;
      this.setState(({rows: before}) => ({...page, rows: [...before, ...page.rows], error: null}), () => this.searchOn());
    } catch (error) {
      if (!signal.aborted) {
        this.reading = false;
        this.setState({error: error instanceof ApiError ? error : null});
      }
    }
  }

  async page(signal, cursor) {
    const {kind, action} = this.state;
    const parameters = query({dimension: kind, action, sort: 'spent', limit: PAGE, cursor});
    const {scopes: rows, cursor: next, missingPartitions = []} = await json(`v1/scopes?${parameters}`, {signal});
    signal.throwIfAborted();
    return {rows, cursor: next, done: !next, missingPartitions};
  }

  searchOn() {
    if (this.state.search !== '') {
      this.readOn();
    }
  }

  found() {
    const {rows, search} = this.state;
    const wanted = search.toLowerCase();
    return wanted === '' ? rows : rows.filter(({scope}) => Object.values(scope).some((value) => value.toLowerCase().includes(wanted)));
  }

  render(_, {rows, done, error, kind, action, search, missingPartitions}) {
    const found = this.found();
    return h(
      'div',
      {class: 'page'},
      h('h1', null, 'Scopes'),
      h(
        'div',
        {class: 'filters'},
        h(Choice, {label: 'Kind', options: KINDS, value: kind, onChange: (value) => this.restart({kind: value})}),
        h(Choice, {label: 'Decision', options: ACTIONS, value: action, onChange: (value) => this.restart({action: value})}),
        h(
          'label',
          {class: 'grow'},
          'Search',
          h('input', {type: 'search', value: search, placeholder: 'part of a name', onInput: (event) => this.setState({search: event.target.value}, () => this.searchOn())}),
        ),
      ),
      h(Missing, {partitions: missingPartitions}),
      h('p', {class: 'muted'}, h('span', {role: 'status'}, this.summary(found.length)), rows.length > PAGE && h('button', {type: 'button', class: 'quiet', onClick: () => this.restart({})}, 'Read again')),
      error && h(Failure, {error, retry: this.more}),
      rows.length === 0 && !done && !error && h(Waiting, {lines: 8}),
      done && found.length === 0 && h(NoScopes, {kind, search}),
      found.length > 0 &&
        h(VirtualTable, {columns: COLUMNS, rows: found, rowKey: (scope) => scope.key, rowHeight: ROW, label: 'Scopes, the most spent first', onEnd: this.more}),
    );
  }

  summary(found) {
    const {rows, done, search} = this.state;
    const all = `${count(rows.length)} ${done ? 'scopes' : 'scopes read so far'}, the most spent first`;
    return search === '' ? all : `${count(found)} of ${all}`;
  }
}

const NoScopes = ({kind, search}) =>
  search !== ''
    ? h(Empty, {title: 'No name has this in it.'})
    : ['agent', 'agent,task', ''].includes(kind)
      ? h(Empty, {title: 'There is nothing yet.'}, 'A scope appears with its first span.')
      : h(
          Empty,
          {title: 'No ledgers are kept for these.'},
          'Agents and tasks always have one; other scopes from the first policy that names their dimensions. ',
          h('a', {href: `#/policies/new?${new URLSearchParams({dimension: kind, mode: 'shadow'})}`}, 'Set one in shadow mode'),
          ' to see what each spends.',
        );
