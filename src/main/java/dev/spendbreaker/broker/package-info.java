/**
 * A Kafka broker inside this process, for the commands that need no cluster of their own ({@code
 * demo}, {@code dev}) and for the tests. The only package that imports Kafka's server; production
 * runs without it on the class path.
 */
@NullMarked
package dev.spendbreaker.broker;

import org.jspecify.annotations.NullMarked;
