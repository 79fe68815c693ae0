// A list of decisions with their explanations.

import {h} from './preact.js';
import {usd, visible} from './format.js';
import {Badge, Empty, ScopeName, Time, policyHref, scopeHref, traceHref} from './ui.js';

/** Decisions, newest first; those about one scope leave its name out. */
export const Feed = ({decisions, label, ofOneScope}) =>
  decisions.length === 0
    ? h(Empty, {title: 'Nothing has been decided so far.'})
    : h(
        'ol',
        {class: 'feed', 'aria-label': label, tabindex: 0},
        decisions.map((decision) => h(Entry, {key: decision.decisionId, decision, ofOneScope})),
      );

const Entry = ({decision, ofOneScope}) =>
  h(
    'li',
    null,
    h(
      'div',
      {class: 'feed-head'},
      h(Badge, {action: decision.action}),
      !ofOneScope && h('a', {href: scopeHref(keyOf(decision.scope))}, h(ScopeName, {scope: decision.scope})),
      h(Time, {at: decision.decidedAt}),
    ),
    h('p', null, visible(decision.reason, 600)),
    h(Because, {decision}),
  );

/** Which policy decided, and the span that brought it about. */
function Because({decision: {policyId, mode, shadowAction, trigger}}) {
  return (
    (policyId || trigger) &&
    h(
      'p',
      {class: 'muted because'},
      policyId && h('a', {href: policyHref(policyId)}, h('bdi', null, visible(policyId))),
      mode === 'shadow' && ` in shadow mode${shadowAction ? ` (would ${shadowAction})` : ''}`,
      trigger && [
        ' · ',
        trigger.model && [h('bdi', null, visible(trigger.model)), ' '],
        trigger.cost > 0 && `${usd(trigger.cost)} · `,
        'trace ',
        h('a', {href: traceHref(trigger.traceId), title: `span ${trigger.spanId}`}, h('code', null, trigger.traceId)),
      ],
    )
  );
}

/** The key of a scope. The server names its dimensions in the key's order. */
export const keyOf = (scope) =>
  Object.entries(scope)
    .map(([dimension, value]) => `${dimension}/${encoded(value)}`)
    .join('/');

/** As the server encodes: everything but unreserved characters (RFC 3986, 2.3). */
const encoded = (value) =>
  encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
