/**
 * Certificates and keys, as PEM files hold them: what a server proves itself by, and whom a client
 * believes. Knows no server.
 */
@NullMarked
package dev.spendbreaker.tls;

import org.jspecify.annotations.NullMarked;
