// Decisions as they come: one stream for the whole page.

import {EventStream, json} from './api.js';

const KEPT = 200;

/** Recent decisions, newest first, and whether more would come by themselves. */
export class LiveDecisions {
  constructor(onChange) {
    this.onChange = onChange;
    this.decisions = undefined;
    this.state = 'connecting';
    this.error = null;
  }

  start() {
    this.stream = new EventStream('v1/decisions/stream', {
      onEvent: (event) => this.take(event),
      onState: (state, error) => this.stateIs(state, error),
    });
  }

  stateIs(state, error = null) {
    this.state = state;
    this.error = error;
    if (state === 'live') {
      this.read();
    }
    this.onChange();
  }

  /** What was decided before the stream began, or while it was lost. */
  async read() {
    try {
      const {decisions} = await json(`v1/decisions?limit=${KEPT}`);
      this.add(decisions);
    } catch (error) {
      this.error = error;
    }
    this.onChange();
  }

  take({type, data}) {
    if (type === 'decision') {
      this.add([JSON.parse(data)]);
      this.onChange();
    }
  }

  add(more) {
    const byId = new Map([...(this.decisions ?? []), ...more].map((decision) => [decision.decisionId, decision]));
    this.decisions = [...byId.values()].sort(newestFirst).slice(0, KEPT);
  }

  /** The last decision about a scope that is still known here. */
  about(scope) {
    const wanted = JSON.stringify(scope);
    return this.decisions?.find((decision) => JSON.stringify(decision.scope) === wanted);
  }
}

const newestFirst = (one, other) =>
  Date.parse(other.decidedAt) - Date.parse(one.decidedAt) || other.sequence - one.sequence;
