/**
 * Spans of the application itself, for whoever wants to see where its time goes. Off unless a
 * setting says where they are sent; fed back, they are charged to nobody.
 */
@NullMarked
package dev.spendbreaker.tracing;

import org.jspecify.annotations.NullMarked;
