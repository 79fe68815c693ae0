// The frame of the page: which view is shown, whether decisions come, the theme and the token.

import {h, render, Component} from './preact.js';
import {hasToken, tokenWanted, useToken} from './api.js';
import {LiveDecisions} from './live.js';
import {Overview} from './overview.js';
import {Scopes} from './scopes.js';
import {ScopeView} from './scope.js';
import {Policies} from './policies.js';
import {PolicyEditor} from './editor.js';
import {Webhooks} from './webhooks.js';
import {Traces} from './traces.js';
import {Topology} from './topology.js';

const PLACES = [
  ['Overview', '#/', /^\/$/],
  ['Scopes', '#/scopes', /^\/scopes?(\/|$)/],
  ['Policies', '#/policies', /^\/policies(\/|$)/],
  ['Webhooks', '#/webhooks', /^\/webhooks$/],
  ['Traces', '#/traces', /^\/traces(\/|$)/],
  ['Topology', '#/topology', /^\/topology$/],
];

/** The view that a path names; each match of its pattern is handed over still percent-encoded. */
const ROUTES = [
  [/^\/$/, 'Overview', (live) => h(Overview, {live})],
  [/^\/scopes$/, 'Scopes', (live, parameters) => h(Scopes, {parameters})],
  [/^\/scope\/(.+)$/, 'Scope', (live, parameters, key) => h(ScopeView, {key, scopeKey: key, live})],
  [/^\/policies$/, 'Policies', () => h(Policies)],
  [/^\/policies\/new$/, 'New policy', (live, parameters) => h(PolicyEditor, {key: 'new', parameters})],
  [/^\/policies\/(.+)$/, 'Policy', (live, parameters, id) => h(PolicyEditor, {key: id, id: decodeURIComponent(id)})],
  [/^\/webhooks$/, 'Webhooks', (live, parameters) => h(Webhooks, {parameters})],
  [/^\/traces(?:\/([0-9a-f]{32}))?$/i, 'Traces', (live, parameters, id) => h(Traces, {key: id ?? '', id, live})],
  [/^\/topology$/, 'Topology', () => h(Topology)],
];

class App extends Component {
  constructor() {
    super();
    this.state = {hash: location.hash, wanted: null};
    this.live = new LiveDecisions(() => this.forceUpdate());
  }

  componentDidMount() {
    tokenWanted((refused) => this.setState({wanted: {refused}}));
    addEventListener('hashchange', () => this.moved());
    this.live.start();
    this.setTitle();
  }

  moved() {
    this.setState({hash: location.hash}, () => {
      this.setTitle();
      scrollTo(0, 0);
      document.getElementById('main').focus({preventScroll: true});
    });
  }

  setTitle() {
    document.title = `${find(this.state.hash).title} · Spendbreaker`;
  }

  render(_, {hash, wanted}) {
    const {path, title, view} = find(hash);
    return [
      h('a', {class: 'skip', href: '#main', onClick: skip}, 'Skip to content'),
      h(Top, {path, live: this.live}),
      h('main', {id: 'main', tabindex: -1, 'aria-label': title}, view(this.live)),
      wanted && h(TokenPrompt, {...wanted, onDone: () => this.setState({wanted: null})}),
    ];
  }
}

function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function find(hash) {
  const [path, search] = (hash.replace(/^#/, '') || '/').split('?', 2);
  const parameters = new URLSearchParams(search ?? '');
  for (const [pattern, title, make] of ROUTES) {
    const match = pattern.exec(path);
    if (match) {
      return {path, title, view: (live) => make(live, parameters, ...match.slice(1))};
    }
  }
  return {path, title: 'Nothing here', view: () => h('p', {class: 'starting'}, 'There is nothing at this address.')};
}

const Top = ({path, live}) =>
  h(
    'header',
    {class: 'top'},
    h('a', {class: 'brand', href: '#/'}, h('img', {src: 'page/icon.svg', alt: '', width: 22, height: 22}), 'Spendbreaker'),
    h(
      'nav',
      {'aria-label': 'Views'},
      PLACES.map(([name, href, pattern]) =>
        h('a', {href, 'aria-current': pattern.test(path) ? 'page' : undefined}, name),
      ),
    ),
    h('div', {class: 'top-end'}, h(Connection, {live}), hasToken() && h(ForgetToken), h(ThemeChoice)),
  );

const CONNECTION = {
  live: ['Live', 'Decisions appear as they are made'],
  connecting: ['Connecting', 'Decisions are about to appear'],
  lost: ['Reconnecting', 'Decisions are not coming just now; trying again'],
};

function Connection({live}) {
  const [text, title] = CONNECTION[live.state];
  return h('span', {class: `connection ${live.state}`, role: 'status', title}, text);
}

const ForgetToken = () =>
  h('button', {type: 'button', class: 'quiet', onClick: forget}, 'Sign out');

function forget() {
  useToken('');
  location.reload();
}

const THEMES = {auto: 'light', light: 'dark', dark: 'auto'};

class ThemeChoice extends Component {
  constructor() {
    super();
    this.state = {theme: document.documentElement.dataset.theme ?? 'auto'};
  }

  choose(theme) {
    this.setState({theme});
    if (theme === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    remember(theme);
  }

  render(_, {theme}) {
    return h(
      'button',
      {type: 'button', class: 'quiet', onClick: () => this.choose(THEMES[theme]), 'aria-label': `Theme: ${theme}. Change it`},
      `Theme: ${theme}`,
    );
  }
}

function remember(theme) {
  try {
    localStorage.setItem('spendbreaker.theme', theme);
  } catch {
    // It holds until the page is closed.
  }
}

/** Asks for a token when the server wants one. */
class TokenPrompt extends Component {
  componentDidMount() {
    this.base.showModal();
  }

  submit(event) {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get('token').trim();
    if (value !== '') {
      useToken(value);
      this.props.onDone();
    }
  }

  render({refused}) {
    return h(
      'dialog',
      {class: 'prompt', 'aria-labelledby': 'token-title', onCancel: (event) => event.preventDefault()},
      h(
        'form',
        {onSubmit: (event) => this.submit(event)},
        h('h2', {id: 'token-title'}, 'A token, please'),
        h('p', null, 'What is spent here is shown to those who have a token with the right to read. To change policies it needs the right to write.'),
        refused && h('p', {class: 'field-error', role: 'alert'}, 'The token was not accepted. It may be mistyped, or no longer valid.'),
        h('label', {for: 'token'}, 'Token'),
        h('input', {id: 'token', name: 'token', type: 'password', autocomplete: 'current-password', autofocus: true, spellcheck: false}),
        h('p', {class: 'hint'}, 'It is kept in this tab until you close it.'),
        h('div', {class: 'buttons'}, h('button', {class: 'primary', type: 'submit'}, 'Continue')),
      ),
    );
  }
}

const place = document.getElementById('app');
place.replaceChildren();
render(h(App), place);
