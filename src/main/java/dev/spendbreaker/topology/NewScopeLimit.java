package dev.spendbreaker.topology;

import java.time.Duration;

/**
 * How many scopes a minute may be new.
 *
 * @param tasks scopes with a task, of which there may be one for each trace; 0 for any number
 * @param others all others; 0 for any number
 */
public record NewScopeLimit(int tasks, int others) {
  public static final NewScopeLimit NONE = new NewScopeLimit(0, 0);

  static final Duration WINDOW = Duration.ofMinutes(1);

  boolean isNone() {
    return tasks == 0 && others == 0;
  }

  /** The part of one partition; one at least where there is a limit. */
  int ofPartition(boolean task, int partitions) {
    long most = task ? tasks : others;
    return (int) ((most + partitions - 1) / partitions);
  }
}
