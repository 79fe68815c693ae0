/**
 * What is counted and measured of this process: the names of its series, and how a scraper gets
 * them. Series count from the start of the process; what a transaction that did not commit has
 * counted stays counted, so they are for watching, not for billing.
 */
@NullMarked
package dev.spendbreaker.metrics;

import org.jspecify.annotations.NullMarked;
