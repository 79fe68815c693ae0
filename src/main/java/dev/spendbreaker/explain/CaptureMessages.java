package dev.spendbreaker.explain;

import dev.spendbreaker.otlp.MalformedOtlpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The messages in files of OTLP trace data: one message, protobuf or JSON, or a JSON message a line
 * as the Collector's file exporter writes it; each file may be compressed with gzip.
 */
public final class CaptureMessages {
  /** The largest file that is read where nobody sets a bound, in bytes; decompressed, too. */
  private static final int MAX_BYTES = 256 << 20;

  private CaptureMessages() {}

  /** Takes the messages of a file. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads one message.
     *
     * @param place the file, and the line where there is one message a line
     * @param contentType null where it is to be told by the content
     * @throws MalformedOtlpException where it is none; the file may be more than one message then
     */
    void read(String place, byte[] message, @Nullable String contentType)
        throws MalformedOtlpException;
  }

  /**
   * Hands over what a file holds.
   *
   * @throws CaptureException where it cannot be read, or is no OTLP trace data
   */
  public static void read(Path file, Reader reader) throws CaptureException {
    try (InputStream in = Files.newInputStream(file)) {
      read(file.toString(), in, reader);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Hands over what a stream holds, to its end.
   *
   * @param name how errors call it
   * @throws CaptureException where it cannot be read, or is no OTLP trace data
   */
  public static void read(String name, InputStream in, Reader reader) throws CaptureException {
    read(name, in, MAX_BYTES, reader);
  }

  /**
   * Hands over what a smaller stream holds, to its end.
   *
   * @param name how errors call it
   * @param maxBytes the most that is read; decompressed, too
   * @throws CaptureException where it cannot be read, or is no OTLP trace data
   */
  public static void read(String name, InputStream in, int maxBytes, Reader reader)
      throws CaptureException {
    byte[] bytes = bytes(name, in, maxBytes);
    try {
      reader.read(name, bytes, null);
    } catch (MalformedOtlpException notOneMessage) {
      List<byte[]> lines = linesOfJson(bytes);
      if (lines.size() < 2) {
        throw malformed(name, notOneMessage);
      }
      readLines(name, lines, reader);
    }
  }

  private static void readLines(String name, List<byte[]> lines, Reader reader)
      throws CaptureException {
    for (int i = 0; i < lines.size(); i++) {
      String place = name + ", line " + (i + 1);
      try {
        if (!isBlank(lines.get(i))) {
          reader.read(place, lines.get(i), "application/json");
        }
      } catch (MalformedOtlpException e) {
        throw malformed(place, e);
      }
    }
  }

  /** The lines where each that is not blank begins as a JSON object does; else none. */
  private static List<byte[]> linesOfJson(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = endOfLine(bytes, from);
      byte[] line = Arrays.copyOfRange(bytes, from, to);
      if (!isBlank(line) && line[0] != '{') {
        return List.of();
      }
      lines.add(line);
      from = to + 1;
    }
    return lines;
  }

  private static int endOfLine(byte[] bytes, int from) {
    int end = from;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean isBlank(byte[] line) {
    return line.length == 0 || (line.length == 1 && line[0] == '\r');
  }

  private static byte[] bytes(String name, InputStream in, int maxBytes) throws CaptureException {
    try {
      byte[] bytes = bounded(name, in, maxBytes);
      return isGzip(bytes)
          ? bounded(name, new GZIPInputStream(new ByteArrayInputStream(bytes)), maxBytes)
          : bytes;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static byte[] bounded(String name, InputStream in, int maxBytes)
      throws IOException, CaptureException {
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new CaptureException(
          "%s holds more than %d MiB: split it, or cut out the traces in question"
              .formatted(name, maxBytes >> 20));
    }
    return bytes;
  }

  private static boolean isGzip(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
  }

  private static CaptureException unreadable(String name, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e instanceof AccessDeniedException ? "it may not be read" : e.getMessage();
    return new CaptureException("cannot read " + name + ": " + why);
  }

  private static CaptureException malformed(String name, MalformedOtlpException e) {
    return new CaptureException(
        name
            + " is not OTLP trace data: "
            + e.problem()
            + ". Give an ExportTraceServiceRequest or TracesData, protobuf or JSON, or a file of"
            + " JSON messages, one a line; gzip is fine");
  }
}
