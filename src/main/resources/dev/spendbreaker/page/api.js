// The REST interface: requests, problems, the token, and decisions as they come.

const TOKEN = 'spendbreaker.token';

/** What the server refused, or why it could not be asked. Status 0: nothing answered. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `the server answered ${status}`);
    this.status = status;
    this.code = problem.code ?? '';
    this.hint = problem.hint ?? '';
    this.path = problem.path ?? '';
    this.reasons = problem.reasons ?? [];
  }
}

let token = stored();
let asking = null;
let answerToken = () => {};
let onTokenWanted = () => {};

function stored() {
  try {
    return sessionStorage.getItem(TOKEN) ?? '';
  } catch {
    return '';
  }
}

/** Who shows the prompt: called with whether a token was refused. */
export function tokenWanted(show) {
  onTokenWanted = show;
}

export const hasToken = () => token !== '';

/** Takes a token for this tab, for as long as it is open; an empty one forgets it. */
export function useToken(value) {
  token = value;
  try {
    sessionStorage.setItem(TOKEN, value);
  } catch {
    // It is kept in memory only.
  }
  asking = null;
  answerToken();
}

function askForToken() {
  if (!asking) {
    asking = new Promise((resolve) => {
      answerToken = resolve;
    });
    onTokenWanted(hasToken());
  }
  return asking;
}

/** Sends a request, after a token was given where one is needed. */
async function send(path, options = {}) {
  for (;;) {
    const used = token;
    const response = await exchange(path, {...options, headers: headers(options.headers)});
    if (response.status !== 401) {
      return response;
    }
    if (used === token) {
      await askForToken();
    }
    options.signal?.throwIfAborted();
  }
}

const headers = (own) => (token ? {...own, authorization: `Bearer ${token}`} : own);

async function exchange(path, options) {
  try {
    return await fetch(path, {cache: 'no-store', credentials: 'omit', ...options});
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, {
      code: 'unreachable',
      detail: 'Spendbreaker does not answer',
      hint: 'see whether it is running; this page goes on by itself when it is',
    });
  }
}

async function checked(response) {
  if (response.ok) {
    return response;
  }
  throw new ApiError(response.status, await response.json().catch(() => ({})));
}

/** The text of an answer. */
export async function text(path, options) {
  return (await checked(await send(path, options))).text();
}

/** An answer's JSON, or null where it has no body. */
export async function json(path, options) {
  const body = await text(path, options);
  return body === '' ? null : JSON.parse(body);
}

/** Sends a document that is JSON already. */
export const put = (path, document, more = {}, signal = undefined) =>
  json(path, {method: 'PUT', body: document, headers: {'content-type': 'application/json', ...more}, signal});

/**
 * Posts a document that is JSON already, and hands over each server-sent event of the answer.
 */
export async function events(path, document, signal, onEvent) {
  const headers = {'content-type': 'application/json', accept: 'text/event-stream'};
  await readEvents(await checked(await send(path, {method: 'POST', body: document, headers, signal})), onEvent);
}

async function readEvents(response, onEvent) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser(onEvent);
  for (;;) {
    const {value, done} = await inTime(reader.read());
    if (done) {
      return;
    }
    parser.add(value);
  }
}

export const scopePath = (key) => `v1/scopes/${key}`;
export const tracePath = (id) => `v1/traces/${id}`;
export const policyPath = (id) => `v1/policies/${encodeURIComponent(id)}`;
export const whatIfPath = (id) => `v1/what-if/${encodeURIComponent(id)}`;
export const deliveryPath = (id) => `v1/webhooks/deliveries/${encodeURIComponent(id)}`;

/** A query; parameters without a value are left out. */
export const query = (parameters) =>
  new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')).toString();

/**
 * Follows the server-sent events of a path, over a request that can carry a token, and connects
 * again after any failure.
 */
export class EventStream {
  constructor(path, {onEvent, onState}) {
    this.path = path;
    this.onEvent = onEvent;
    this.onState = onState;
    this.lastId = '';
    this.pause = 1_000;
    this.controller = new AbortController();
    this.run();
  }

  close() {
    this.controller.abort();
  }

  async run() {
    const {signal} = this.controller;
    while (!signal.aborted) {
      try {
        await this.follow(signal);
      } catch (error) {
        if (!signal.aborted) {
          this.failed(error);
        }
      }
      await delay(this.pause * (0.75 + Math.random() / 2), signal);
      this.pause = Math.min(this.pause * 2, 30_000);
    }
  }

  /** A position that the server no longer knows is given up: the stream begins with what is next. */
  failed(error) {
    if (error.code === 'unknown_position') {
      this.lastId = '';
    }
    this.onState('lost', error);
  }

  async follow(signal) {
    const own = {accept: 'text/event-stream', ...(this.lastId && {'last-event-id': this.lastId})};
    const response = await checked(await send(this.path, {signal, headers: own}));
    this.pause = 1_000;
    this.onState('live');
    await readEvents(response, (event) => this.take(event));
    this.onState('lost');
  }

  /** An event without data only tells where the stream stands. */
  take(event) {
    this.lastId = event.id || this.lastId;
    if (event.data !== '') {
      this.onEvent(event);
    }
  }
}

/** The server says something every ten seconds; a stream that is silent for longer is dead. */
async function inTime(reading) {
  const silence = new AbortController();
  const silent = delay(30_000, silence.signal).then(() => {
    throw new ApiError(0, {code: 'silent', detail: 'the server says nothing any more'});
  });
  try {
    return await Promise.race([reading, silent]);
  } finally {
    silent.catch(() => {});
    silence.abort();
  }
}

/** Text to events (HTML standard, 9.2.6). */
export class EventParser {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = '';
    this.begin();
  }

  begin() {
    this.event = {type: 'message', data: [], id: ''};
  }

  add(text) {
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop();
    lines.forEach((line) => this.line(line));
  }

  line(line) {
    if (line === '') {
      this.end();
      return;
    }
    const [, field, value] = /^([^:]*):? ?([^]*)$/.exec(line);
    if (field === 'data') {
      this.event.data.push(value);
    } else if (field === 'event') {
      this.event.type = value;
    } else if (field === 'id') {
      this.event.id = value;
    }
  }

  end() {
    this.onEvent({...this.event, data: this.event.data.join('\n')});
    this.begin();
  }
}

/** Waits; comes back early where it is aborted. */
export function delay(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
