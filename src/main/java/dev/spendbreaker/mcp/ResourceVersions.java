package dev.spendbreaker.mcp;

import org.jspecify.annotations.Nullable;

/** Tells when a resource has changed. */
@FunctionalInterface
interface ResourceVersions {
  /**
   * Equal to what was returned before as long as the resource is the same, but for the instant it
   * was read at; null for one that does not exist. May throw while it cannot be told.
   */
  @Nullable Object of(String uri);
}
