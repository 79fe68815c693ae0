package dev.spendbreaker.replay;

import org.jspecify.annotations.Nullable;

/** A message of spans as it arrived once. */
public final class Message {
  private final String place;
  private final long arrivedMillis;
  private final byte @Nullable [] bytes;
  private final @Nullable String contentType;

  /**
   * @param place where it stands, for people: topic, partition and offset, or file and line
   * @param arrivedMillis milliseconds since the epoch
   * @param bytes OTLP, protobuf or JSON; null for an empty record
   * @param contentType as it was sent with the message; null where none was
   */
  public Message(
      String place, long arrivedMillis, byte @Nullable [] bytes, @Nullable String contentType) {
    this.place = place;
    this.arrivedMillis = arrivedMillis;
    this.bytes = bytes;
    this.contentType = contentType;
  }

  String place() {
    return place;
  }

  /** When it arrived, milliseconds since the epoch. */
  public long arrivedMillis() {
    return arrivedMillis;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  @Nullable String contentType() {
    return contentType;
  }
}
