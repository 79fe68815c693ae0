package dev.spendbreaker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The id of the policy that is registered for an agent or a task without one being named. */
final class PolicyIds {
  private static final int MAX_LENGTH = 200;

  private PolicyIds() {}

  /** Different for different agents and tasks; readable unless they are very long. */
  static String of(String agent, @Nullable String task) {
    StringBuilder id = new StringBuilder("agent/");
    append(agent, id);
    if (task != null) {
      append(task, id.append("/task/"));
    }
    return id.length() <= MAX_LENGTH ? id.toString() : hashed(id.toString());
  }

  private static String hashed(String id) {
    return "agent-task/" + UUID.nameUUIDFromBytes(id.getBytes(UTF_8));
  }

  /** All but letters, digits, dots and dashes as an underscore and two hexadecimal digits. */
  private static void append(String value, StringBuilder id) {
    for (byte b : value.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.';
      if (plain) {
        id.append(c);
      } else {
        id.append("_%02X".formatted((int) c));
      }
    }
  }
}
