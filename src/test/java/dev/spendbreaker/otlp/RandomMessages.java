package dev.spendbreaker.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/** OTLP messages at random, and faults in them. */
public final class RandomMessages {
  private RandomMessages() {}

  /** Trace data as protobuf, with fields that nobody knows. */
  public static byte[] protobuf(Random random) {
    RandomTraces traces = new RandomTraces(random);
    return traces.shuffled(traces.withUnknownFields(traces.traces()));
  }

  /** Trace data as JSON. */
  public static byte[] json(Random random) {
    return new JsonTraces(random).write(new RandomTraces(random).traces()).getBytes(UTF_8);
  }

  /** A message with one to three faults: bytes flipped, cut out, put in, moved or repeated. */
  public static byte[] mutated(byte[] message, Random random) {
    byte[] result = message;
    for (int i = random.nextInt(3); i >= 0; i--) {
      result = mutatedOnce(result, random);
    }
    return result;
  }

  private static byte[] mutatedOnce(byte[] message, Random random) {
    int at = random.nextInt(message.length + 1);
    byte[] head = Arrays.copyOf(message, at);
    byte[] tail = Arrays.copyOfRange(message, at, message.length);
    return switch (random.nextInt(7)) {
      case 0 -> head;
      case 1 -> Wire.concat(head, Wire.varint(random.nextLong() >> random.nextInt(64)), tail);
      case 2 -> Wire.concat(head, Wire.hex("FFFFFFFF07"), tail);
      case 3 -> Wire.concat(tail, head);
      case 4 -> Wire.concat(head, Arrays.copyOfRange(message, at / 2, at), tail);
      default -> flipped(message, random);
    };
  }

  private static byte[] flipped(byte[] message, Random random) {
    byte[] result = message.clone();
    if (result.length > 0) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }
}
