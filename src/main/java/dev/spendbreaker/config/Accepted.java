package dev.spendbreaker.config;

import dev.spendbreaker.budget.Webhook;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * The values a setting accepts.
 *
 * @param words what they are; completes "must be …"
 * @param test whether a value, already of the setting's type, is one of them
 */
record Accepted(String words, Predicate<Object> test) implements ConfigDef.Validator {
  private static final Pattern BROKER =
      Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):(\\d{1,5})");
  private static final Pattern KAFKA_NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final Pattern PARTS = Pattern.compile("0|1|0?\\.\\d{1,9}|1\\.0{1,9}");
  private static final Pattern DOLLARS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9._-]{1,64}=[a-z]+(\\+[a-z]+)*=(env|file):.+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|::1|127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
  private static final Pattern HOST_OR_BLOCK =
      Pattern.compile("[A-Za-z0-9_.:-]{1,255}(/\\d{1,3})?");
  private static final Pattern PROXY_URL =
      Pattern.compile("http://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):\\d{1,5}");
  private static final int MAX_ATTRIBUTE_LENGTH = 256;
  private static final int MIN_SECRET_LENGTH = 16;

  static final Accepted ANYTHING = new Accepted("any text", value -> true);

  static final Accepted TRUE_OR_FALSE = new Accepted("true or false", value -> true);

  static final Accepted BROKERS =
      new Accepted(
          "a list of brokers, host:port[,host:port]",
          value -> !list(value).isEmpty() && all(value, Accepted::isBroker));

  static final Accepted TOPIC =
      new Accepted(
          "a topic name: 1 to 249 letters, digits, '.', '_' or '-'", value -> isName(value, 249));

  static final Accepted TOPIC_OR_NONE =
      new Accepted(
          TOPIC.words + ", or empty", value -> text(value).isEmpty() || TOPIC.test.test(value));

  /** Leaves room for the rest of an internal topic's name, which is at most 249 long. */
  static final Accepted APPLICATION_ID =
      new Accepted("1 to 128 letters, digits, '.', '_' or '-'", value -> isName(value, 128));

  static final Accepted PATH = new Accepted("a path", Accepted::isPath);

  static final Accepted USD =
      new Accepted(
          "an amount in USD above 0 with up to 9 decimals, such as 10000 or 0.5",
          value ->
              DOLLARS.matcher(text(value)).matches() && new BigDecimal(text(value)).signum() > 0);

  static final Accepted PART =
      new Accepted(
          "a number from 0 to 1, such as 0.1", value -> PARTS.matcher(text(value)).matches());

  static final Accepted ATTRIBUTES =
      new Accepted(
          "a list of different attribute names, name[,name]",
          value -> all(value, Accepted::isAttribute) && areDifferent(value));

  static final Accepted SOME_ATTRIBUTES =
      new Accepted(
          "a list of one or more different attribute names, name[,name]",
          value -> !list(value).isEmpty() && ATTRIBUTES.test.test(value));

  static final Accepted HEADER =
      new Accepted(
          "the name of a header: letters, digits, '_' and '-'",
          value -> HEADER_NAME.matcher(text(value)).matches());

  static final Accepted HOST =
      new Accepted(
          "a name or address of this machine", value -> HOST_NAME.matcher(text(value)).matches());

  static final Accepted URL_OR_NONE =
      new Accepted(
          "an address, such as https://example.com",
          value -> text(value).isEmpty() || isUrl(text(value)));

  static final Accepted URLS =
      new Accepted(
          "a list of addresses, such as https://example.com", value -> all(value, Accepted::isUrl));

  static final Accepted PATH_OR_NONE =
      new Accepted("a path", value -> text(value).isEmpty() || isPath(value));

  static final Accepted TOKENS =
      new Accepted(
          "a list of tokens, name=scope[+scope]=env:NAME or name=scope[+scope]=file:PATH",
          value -> all(value, token -> TOKEN.matcher(token).matches()));

  static final Accepted WEBHOOK_URL =
      new Accepted(
          "a URL such as https://hooks.example.com/budget, env:NAME, file:PATH, or empty",
          value ->
              text(value).isEmpty()
                  || Webhook.isUrl(text(value))
                  || Webhook.isReference(text(value)));

  static final Accepted REFERENCE =
      new Accepted(
          "env:NAME or file:PATH, which names what holds the secret, or empty",
          value -> text(value).isEmpty() || Webhook.isReference(text(value)));

  static final Accepted HOSTS =
      new Accepted(
          "a list of host names, addresses and blocks such as 10.1.0.0/16",
          value -> all(value, text -> HOST_OR_BLOCK.matcher(text).matches()));

  static final Accepted PROXY =
      new Accepted(
          "http://host:port, or empty",
          value -> text(value).isEmpty() || PROXY_URL.matcher(text(value)).matches());

  static final Accepted DURATIONS =
      new Accepted(
          "a list of 1 to 20 ISO 8601 durations of up to 7 days, such as PT5S,PT5M",
          value ->
              !list(value).isEmpty()
                  && list(value).size() <= 20
                  && all(
                      value, text -> isDuration(text, Duration.ofMillis(1), Duration.ofDays(7))));

  static final Accepted ADDRESS =
      new Accepted(
          "host:port, or nothing", value -> text(value).isEmpty() || isBroker(text(value)));

  /** Of the secret itself, once it is looked up. */
  static final Accepted SECRET =
      new Accepted(
          "env:NAME, file:PATH, or the secret itself, of "
              + MIN_SECRET_LENGTH
              + " characters or more",
          value -> ((Password) value).value().length() >= MIN_SECRET_LENGTH);

  static final Accepted REPLICATION =
      new Accepted(
          "-1 (the broker's default) or a whole number from 1 to 32767",
          value -> isWithin(value, 1, Short.MAX_VALUE) || number(value) == -1);

  static Accepted wholeNumber(long min, long max) {
    return new Accepted(
        "a whole number from " + min + " to " + max, value -> isWithin(value, min, max));
  }

  static Accepted oneOf(String... values) {
    Set<String> accepted = Set.of(values);
    return new Accepted(String.join(" or ", values), value -> accepted.contains(text(value)));
  }

  static Accepted oneOf(int... values) {
    List<String> accepted = Arrays.stream(values).mapToObj(Integer::toString).toList();
    return new Accepted(
        String.join(" or ", accepted), value -> accepted.contains(value.toString()));
  }

  /** An ISO 8601 duration within a range, both ends included. */
  static Accepted duration(Duration min, Duration max) {
    return new Accepted(
        "an ISO 8601 duration from " + min + " to " + max + ", such as PT30M",
        value -> isDuration(text(value), min, max));
  }

  @Override
  public void ensureValid(String name, Object value) {
    if (!test.test(value)) {
      throw new ConfigException(name, value, "must be " + words);
    }
  }

  @Override
  public String toString() {
    return words;
  }

  private static String text(Object value) {
    return (String) value;
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static boolean all(Object value, Predicate<String> test) {
    return list(value).stream().allMatch(element -> test.test(text(element)));
  }

  private static boolean areDifferent(Object value) {
    return new HashSet<>(list(value)).size() == list(value).size();
  }

  private static boolean isWithin(Object value, long min, long max) {
    return number(value) >= min && number(value) <= max;
  }

  private static boolean isBroker(String address) {
    Matcher parts = BROKER.matcher(address);
    return parts.matches() && isWithin(Integer.valueOf(parts.group(1)), 1, 65535);
  }

  private static boolean isName(Object value, int maxLength) {
    String name = text(value);
    return KAFKA_NAME.matcher(name).matches()
        && name.length() <= maxLength
        && !name.equals(".")
        && !name.equals("..");
  }

  private static boolean isAttribute(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_ATTRIBUTE_LENGTH
        && name.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  /** Whether only this machine reaches what listens there. */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  private static boolean isUrl(String text) {
    try {
      URI url = new URI(text);
      return url.getHost() != null && List.of("http", "https").contains(url.getScheme());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPath(Object value) {
    try {
      return !Path.of(text(value)).toString().isEmpty();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isDuration(String text, Duration min, Duration max) {
    try {
      Duration duration = Duration.parse(text);
      return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
