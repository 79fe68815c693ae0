package dev.spendbreaker.testing;

import dev.spendbreaker.client.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Instances of one application, each in a process of its own, on one broker. */
public final class Instances implements AutoCloseable {
  private final Path directory;
  private final String bootstrapServers;
  private final String applicationId;
  private final @Nullable SSLContext tls;
  private final List<Instance> started = new ArrayList<>();

  /**
   * None yet.
   *
   * @param directory takes their state and what they print
   * @param applicationId also the prefix of their topics
   */
  public Instances(Path directory, String bootstrapServers, String applicationId) {
    this(directory, bootstrapServers, applicationId, null);
  }

  /**
   * None yet.
   *
   * @param tls whom to believe, of those that speak TLS; null where they do not
   */
  public Instances(
      Path directory, String bootstrapServers, String applicationId, @Nullable SSLContext tls) {
    this.tls = tls;
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    this.applicationId = applicationId;
  }

  /** One of them, how to ask it, and the flags that it was given besides those of all. */
  public record Instance(
      ChildProcess process, ApiClient api, int httpPort, Path output, List<String> flags) {
    /** As other instances call it. */
    public String address() {
      return "127.0.0.1:" + httpPort;
    }
  }

  /** Starts one more, with more flags; comes back while it still starts. */
  public Instance start(String... flags) throws IOException {
    String name = "instance-" + started.size();
    int port = Free.port();
    List<String> own = new ArrayList<>(List.of(flags));
    addUnlessGiven(own, "--state-dir=", directory.resolve(name));
    addUnlessGiven(own, "--otlp-port=", 0);
    List<String> all = new ArrayList<>(common());
    all.add("--http-port=" + port);
    all.addAll(own);
    Path output = directory.resolve(name + ".log");
    Instance instance =
        new Instance(
            ChildProcess.start(output, all.toArray(new String[0])), api(port), port, output, own);
    started.add(instance);
    return instance;
  }

  /** Starts one that has ended anew, with its flags and the state that it left, on another port. */
  public Instance restart(Instance ended) throws IOException {
    return start(ended.flags().toArray(new String[0]));
  }

  private ApiClient api(int port) {
    String address = "127.0.0.1:" + port;
    return tls == null
        ? new ApiClient(URI.create("http://" + address))
        : new ApiClient(URI.create("https://" + address), null, tls);
  }

  private List<String> common() {
    return List.of(
        "run",
        "--bootstrap-servers=" + bootstrapServers,
        "--application-id=" + applicationId,
        "--spans-topic=" + spansTopic(),
        "--policies-topic=" + applicationId + "-policies",
        "--prices-topic=" + applicationId + "-prices",
        "--decisions-topic=" + applicationId + "-decisions",
        "--rejects-topic=" + applicationId + "-rejects",
        "--stream-threads=1");
  }

  private static void addUnlessGiven(List<String> flags, String flag, Object value) {
    if (flags.stream().noneMatch(given -> given.startsWith(flag))) {
      flags.add(flag + value);
    }
  }

  /** Those that were started, in that order. */
  public List<Instance> all() {
    return List.copyOf(started);
  }

  /** Whether each that runs has a part of the work, and knows who has the others. */
  public boolean shareTheWork() throws Exception {
    for (Instance instance : started) {
      if (instance.process().isAlive() && !works(instance)) {
        return false;
      }
    }
    return true;
  }

  private static boolean works(Instance instance) throws Exception {
    return instance.process().output().contains("REBALANCING -> RUNNING")
        && !instance.api().scopes("limit=1").has("missingPartitions");
  }

  public String spansTopic() {
    return applicationId + "-spans";
  }

  /** Kills those that still run. */
  @Override
  public void close() throws InterruptedException {
    for (Instance instance : started) {
      instance.process().close();
    }
  }
}
