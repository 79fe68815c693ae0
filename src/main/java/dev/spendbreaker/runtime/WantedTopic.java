package dev.spendbreaker.runtime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as it should be.
 *
 * @param partitions it is created with; any number is accepted of an existing one
 * @param replicationFactor it is created with; -1 is the broker's default
 * @param configs it is created with
 * @param requirements what an existing topic must meet
 */
public record WantedTopic(
    String name,
    int partitions,
    short replicationFactor,
    Map<String, String> configs,
    List<Requirement> requirements) {

  public WantedTopic {
    configs = new TreeMap<>(configs);
    requirements = List.copyOf(requirements);
  }

  /** What one config of an existing topic must be. */
  public sealed interface Requirement {
    String config();

    /** The value that puts it right. */
    String wanted();

    /** How bad it is where it is not met. */
    Finding.Severity severity();

    /** What happens where it is not met. */
    String why();

    boolean isMetBy(String actual);

    /** The accepted values, in words. */
    String accepted();

    /** What is wrong, where a value does not meet it. */
    default String describe(String actual) {
      return "%s is '%s' and must be %s: %s".formatted(config(), actual, accepted(), why());
    }
  }

  /** The config must be this and nothing else. */
  record Exactly(String config, String wanted, Finding.Severity severity, String why)
      implements Requirement {
    @Override
    public boolean isMetBy(String actual) {
      return actual.equals(wanted);
    }

    @Override
    public String accepted() {
      return "'" + wanted + "'";
    }
  }

  /** The config must be this number or a greater one. */
  record AtLeast(String config, long least, Finding.Severity severity, String why)
      implements Requirement {
    @Override
    public String wanted() {
      return Long.toString(least);
    }

    @Override
    public boolean isMetBy(String actual) {
      return Long.parseLong(actual) >= least;
    }

    @Override
    public String accepted() {
      return "at least " + least;
    }
  }
}
