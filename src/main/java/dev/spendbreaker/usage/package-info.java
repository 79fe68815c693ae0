/**
 * Spans to usage: what kind of step a span is, which tokens and cost it reports, and which agent
 * and task it names. The vocabularies of the instrumentations live here, as tables.
 */
@NullMarked
package dev.spendbreaker.usage;

import org.jspecify.annotations.NullMarked;
