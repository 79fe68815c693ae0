/** A small client of the REST API and of OTLP ingest, for the command line and the demo. */
@NullMarked
package dev.spendbreaker.client;

import org.jspecify.annotations.NullMarked;
