/**
 * Tells endpoints of decisions over HTTP. Deliveries are state of Kafka Streams, in an application
 * of its own beside the one that decides, so that no endpoint can hold that up; a sender that never
 * waits carries them out. Which addresses may be called is checked where the connection is made.
 */
@NullMarked
package dev.spendbreaker.webhook;

import org.jspecify.annotations.NullMarked;
