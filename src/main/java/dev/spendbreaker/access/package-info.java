/**
 * Who may do what over HTTP: tokens with scopes, our own or those of an OAuth 2 authorization
 * server. Knows no server; time and sources are given to it.
 */
@NullMarked
package dev.spendbreaker.access;

import org.jspecify.annotations.NullMarked;
