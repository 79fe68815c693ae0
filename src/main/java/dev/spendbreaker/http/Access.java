package dev.spendbreaker.http;

import dev.spendbreaker.access.Permission;
import org.jspecify.annotations.Nullable;

/** What a request needs, where tokens are asked for. */
public enum Access {
  /** No token: it tells nothing of what is kept here, and changes nothing. */
  OPEN(null),
  /** A token that may read. */
  READ(Permission.READ),
  /** A token that may write. */
  WRITE(Permission.WRITE),
  /** A token that may check. */
  CHECK(Permission.CHECK),
  /** A token that may ingest. */
  INGEST(Permission.INGEST),
  /** No token: the endpoint looks itself whether another instance asks. */
  INSTANCE(null);

  private final @Nullable Permission permission;

  Access(@Nullable Permission permission) {
    this.permission = permission;
  }

  /** What the token must allow; null where none is needed. */
  @Nullable Permission permission() {
    return permission;
  }
}
