package dev.spendbreaker.access;

import java.util.EnumSet;
import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name of the token, or the subject that an authorization server names
 * @param permissions what it may do
 */
public record Caller(String name, Set<Permission> permissions) {
  /** Whoever can reach a server that asks for no token. */
  public static final Caller ANYONE = new Caller("anyone", EnumSet.allOf(Permission.class));

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }
}
