package dev.spendbreaker.chaos;

import dev.spendbreaker.testing.ChildProcess;
import dev.spendbreaker.testing.Instances.Instance;
import dev.spendbreaker.testing.KafkaCluster;
import dev.spendbreaker.testing.Link;
import java.time.Duration;
import java.util.Random;

/** What happens to a cluster and its applications; afterwards all of them run again. */
enum Fault {
  KILL_APPLICATION("an application is killed") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      int index = random.nextInt(applications.size());
      applications.kill(index);
      applications.restart(index);
      if (random.nextBoolean()) { // else the next fault may meet it while it restores
        applications.awaitWork();
      }
    }
  },

  KILL_ALL_APPLICATIONS("all applications are killed at once") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      for (int i = 0; i < applications.size(); i++) {
        applications.kill(i);
      }
      for (int i = 0; i < applications.size(); i++) {
        applications.restart(i);
      }
      applications.awaitWork();
    }
  },

  KILL_BROKERS("each broker in turn is killed and starts again") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      for (int i = 0; i < cluster.size(); i++) {
        Fault.killBroker(cluster, i);
      }
    }
  },

  KILL_BROKER("a broker is killed and starts again") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      Fault.killBroker(cluster, random.nextInt(cluster.size()));
    }
  },

  STORM("instances join and leave every few seconds") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      for (int i = 0; i < GUESTS; i++) {
        Instance guest = applications.startGuest("guest-" + i % 2);
        applications.awaitMembers(applications.size() + 1);
        if (random.nextBoolean()) {
          guest.process().stop(STOP_SECONDS);
        } else {
          guest.process().kill();
        }
      }
      applications.awaitMembers(applications.size());
    }
  },

  CUT("the network between an application and Kafka is cut, until it was expelled and longer") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      applications.awaitWork();
      cluster.links().forEach(Link::cut);
      applications.awaitMembers(applications.size() - 1);
      Thread.sleep(hold.toMillis());
      cluster.links().forEach(Link::heal);
      applications.awaitMembers(applications.size());
    }
  },

  HALT("an application is halted, until it was expelled and longer, and goes on as a zombie") {
    @Override
    void strike(KafkaCluster cluster, Applications applications, Duration hold, Random random)
        throws Exception {
      applications.awaitWork();
      ChildProcess process = applications.process(random.nextInt(applications.size()));
      process.hang();
      applications.awaitMembers(applications.size() - 1);
      Thread.sleep(hold.toMillis());
      process.goOn();
      applications.awaitMembers(applications.size());
    }
  };

  private static final int GUESTS = 6;
  private static final int STOP_SECONDS = 30;

  private final String description;

  Fault(String description) {
    this.description = description;
  }

  /** As a sentence without its full stop. */
  String description() {
    return description;
  }

  /**
   * Makes it happen, and what ends it.
   *
   * @param hold how long what lasts goes on once the group has noticed
   */
  abstract void strike(
      KafkaCluster cluster, Applications applications, Duration hold, Random random)
      throws Exception;

  private static void killBroker(KafkaCluster cluster, int index) throws Exception {
    cluster.kill(index);
    cluster.awaitBrokers(cluster.size() - 1);
    cluster.restart(index);
    cluster.awaitInSync();
  }
}
