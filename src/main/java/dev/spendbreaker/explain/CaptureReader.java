package dev.spendbreaker.explain;

import dev.spendbreaker.otlp.AttributeKeys;
import dev.spendbreaker.otlp.MalformedOtlpException;
import dev.spendbreaker.otlp.OtlpReader;
import dev.spendbreaker.usage.UsageReader;
import dev.spendbreaker.usage.UsageSettings;
import org.jspecify.annotations.Nullable;

/** Reads messages of OTLP trace data into a {@link Capture}. Not thread-safe. */
public final class CaptureReader implements CaptureMessages.Reader {
  private final OtlpReader otlp;
  private final Capture capture;

  public CaptureReader(UsageSettings settings) {
    UsageReader usage = new UsageReader(settings);
    otlp = new OtlpReader(AttributeKeys.of(usage.keys()));
    capture = new Capture(usage);
  }

  /** All that was read so far. */
  public Capture capture() {
    return capture;
  }

  @Override
  public void read(String place, byte[] message, @Nullable String contentType)
      throws MalformedOtlpException {
    otlp.read(message, contentType, capture);
  }
}
