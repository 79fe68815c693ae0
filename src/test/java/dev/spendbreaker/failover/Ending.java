package dev.spendbreaker.failover;

import dev.spendbreaker.testing.Eventually;
import dev.spendbreaker.testing.Instances;
import dev.spendbreaker.testing.Instances.Instance;
import java.time.Duration;
import java.util.List;

/** How instances end while others go on. */
public enum Ending {
  STOP_ONE("one is stopped (SIGTERM)") {
    @Override
    void strike(Instances instances) throws Exception {
      stop(instances.all().get(0));
    }
  },

  KILL_ONE("one is killed (SIGKILL)") {
    @Override
    void strike(Instances instances) throws Exception {
      instances.all().get(0).process().kill();
    }
  },

  ROLLING_RESTART("each in turn is stopped and started again") {
    @Override
    void strike(Instances instances) throws Exception {
      List<Instance> before = instances.all();
      for (Instance instance : before) {
        stop(instance);
        instances.restart(instance);
        Eventually.gives(READY, true, instances::shareTheWork);
      }
    }
  };

  private static final Duration READY = Duration.ofMinutes(3);
  private static final int STOP_SECONDS = 30;

  private final String description;

  Ending(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /** Makes it happen; comes back once nothing more is to come. */
  abstract void strike(Instances instances) throws Exception;

  private static void stop(Instance instance) throws Exception {
    int exit = instance.process().stop(STOP_SECONDS);
    if (exit != 143) {
      throw new AssertionError("ended with " + exit + ", not by SIGTERM, see " + instance.output());
    }
  }
}
