package dev.spendbreaker.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The data directory: locked for this process, and formatted the first time.
 *
 * <p>The lock is this package's own and is taken before anything else is read or written, so that
 * two starts on one directory can neither format it twice nor meet half-way through Kafka's start.
 */
final class BrokerStorage implements AutoCloseable {
  private static final String LOCK_FILE = "embedded-broker.lock";

  /** What a first start that was interrupted may leave; formatting again writes it anew. */
  private static final Set<String> LEFT_BY_FORMATTING =
      Set.of(
          LOCK_FILE, "bootstrap.checkpoint", MetaPropertiesEnsemble.META_PROPERTIES_NAME + ".tmp");

  private final Path directory;

  /** Holds the lock for as long as it is open. */
  private final FileChannel lockFile;

  private BrokerStorage(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /**
   * Locks the directory, creating it where it does not exist, and formats it where it is empty.
   *
   * @throws EmbeddedBrokerException where it cannot be written, is in use, or holds other files
   */
  static BrokerStorage open(Path directory) {
    BrokerStorage storage = new BrokerStorage(directory, lock(directory));
    try {
      storage.formatOnce();
      return storage;
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  /** Gives the directory up to others. */
  @Override
  public void close() {
    Utils.closeQuietly(lockFile, "lock of " + directory);
  }

  private static FileChannel lock(Path directory) {
    FileChannel file = openLockFile(directory);
    if (tryLock(file) == null) {
      Utils.closeQuietly(file, LOCK_FILE);
      throw new EmbeddedBrokerException(
          directory
              + " is in use by another Spendbreaker: stop that one, or choose another directory"
              + " with --data");
    }
    return file;
  }

  private static FileChannel openLockFile(Path directory) {
    try {
      Files.createDirectories(directory);
      return FileChannel.open(
          directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(directory, "cannot be written", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    } catch (IOException e) {
      throw new EmbeddedBrokerException("cannot lock a file of the data directory: " + e, e);
    }
  }

  private void formatOnce() {
    if (Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
      return;
    }
    requireNothingElse();
    try {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .run();
    } catch (Exception e) {
      throw unusable(directory, "cannot be formatted", e);
    }
  }

  /** Never makes a broker's data directory of a folder that is someone's. */
  private void requireNothingElse() {
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !LEFT_BY_FORMATTING.contains(name))
          .findAny()
          .ifPresent(this::refuse);
    } catch (IOException e) {
      throw unusable(directory, "cannot be read", e);
    }
  }

  private void refuse(String file) {
    throw new EmbeddedBrokerException(
        directory
            + " holds other files ("
            + file
            + ") and no broker's data: choose an empty or new directory with --data");
  }

  private static EmbeddedBrokerException unusable(Path directory, String problem, Exception cause) {
    return new EmbeddedBrokerException(
        directory + " " + problem + " (" + cause + "): choose another directory with --data",
        cause);
  }
}
