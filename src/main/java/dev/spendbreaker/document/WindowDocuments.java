package dev.spendbreaker.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.spendbreaker.budget.CalendarWindow;
import dev.spendbreaker.budget.Window;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The window of a policy as JSON (DESIGN §4). */
final class WindowDocuments {
  private static final List<String> CALENDAR_FIELDS = List.of("calendar", "zone", "startsOn");
  private static final String UTC = "UTC";
  private static final List<String> DAYS =
      List.of(DayOfWeek.values()).stream().map(day -> day.name().toLowerCase(Locale.ROOT)).toList();
  private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

  private WindowDocuments() {}

  /** Reads {@code window} of a policy; a lifetime where it is absent. */
  static Window read(Fields fields) {
    JsonNode window = fields.present("window");
    if (window == null) {
      return Window.LIFETIME;
    }
    if (window.isTextual()) {
      return fields.choice("window", List.of(Window.LIFETIME), any -> "lifetime", null);
    }
    if (!window.isObject()) {
      throw Fields.wrongType(
          fields.path("window"),
          "\"lifetime\", {\"rolling\": \"PT1H\"} or {\"calendar\": \"month\"}",
          window);
    }
    return ofObject(fields.object("window"));
  }

  private static Window ofObject(Fields window) {
    List<String> known = new ArrayList<>(CALENDAR_FIELDS);
    known.add("rolling");
    window.only(known);
    boolean calendar = window.present("calendar") != null;
    if (calendar && window.present("rolling") != null) {
      throw window.invalid("rolling", "stands beside 'calendar'; keep one of them");
    }
    return calendar ? calendar(window) : rolling(window.only(List.of("rolling")));
  }

  private static Window rolling(Fields window) {
    String text = window.text("rolling");
    Long millis = Texts.duration(text);
    if (millis == null) {
      throw window.invalid(
          "rolling",
          "must be an ISO-8601 duration in days, hours, minutes and seconds, such as P7D or"
              + " PT1H30M, not "
              + Fields.quoted(text));
    }
    if (millis < Window.Rolling.MIN_MILLIS || millis > Window.Rolling.MAX_MILLIS) {
      throw window.invalid("rolling", "must be PT1M to P90D, not " + Fields.quoted(text));
    }
    return new Window.Rolling(millis);
  }

  private static Window calendar(Fields window) {
    CalendarWindow.Unit unit =
        window.choice(
            "calendar", List.of(CalendarWindow.Unit.values()), CalendarWindow.Unit::text, null);
    return new CalendarWindow(unit, zone(window), startsOn(window, unit));
  }

  private static ZoneId zone(Fields window) {
    String zone = window.present("zone") == null ? UTC : window.text("zone");
    if (!ZONES.contains(zone)) {
      throw window.invalid(
          "zone",
          "must be an IANA time zone such as Europe/Paris, not "
              + Fields.quoted(zone)
              + Fields.suggestion(zone, ZONES.stream().sorted().toList()));
    }
    return ZoneId.of(zone);
  }

  private static int startsOn(Fields window, CalendarWindow.Unit unit) {
    JsonNode startsOn = window.present("startsOn");
    if (startsOn == null) {
      return 1;
    }
    return switch (unit) {
      case WEEK -> dayOfWeek(window, startsOn);
      case MONTH -> dayOfMonth(window, unit.lastDay());
      case HOUR, DAY, YEAR ->
          throw window.invalid(
              "startsOn", "is for weeks and months; remove it, or use {\"calendar\": \"month\"}");
    };
  }

  private static int dayOfWeek(Fields window, JsonNode day) {
    if (!day.isTextual()) {
      throw Fields.wrongType(window.path("startsOn"), "a day such as \"monday\"", day);
    }
    int index = DAYS.indexOf(day.textValue());
    if (index < 0) {
      throw window.invalid(
          "startsOn",
          "must be one of "
              + String.join(", ", DAYS)
              + ", not "
              + Fields.quoted(day.textValue())
              + Fields.suggestion(day.textValue(), DAYS));
    }
    return index + 1;
  }

  private static int dayOfMonth(Fields window, int last) {
    BigDecimal day = window.number("startsOn");
    boolean within = day.signum() > 0 && day.compareTo(BigDecimal.valueOf(last)) <= 0;
    if (!within || Texts.decimals(day) > 0) {
      throw window.invalid("startsOn", "must be a day of the month, 1 to " + last + ", not " + day);
    }
    return day.intValueExact();
  }

  static void write(Window window, JsonGenerator json) throws IOException {
    if (window instanceof Window.Rolling rolling) {
      json.writeObjectFieldStart("window");
      json.writeStringField("rolling", Texts.duration(rolling.millis()));
      json.writeEndObject();
    } else if (window instanceof CalendarWindow calendar) {
      json.writeObjectFieldStart("window");
      writeCalendar(calendar, json);
      json.writeEndObject();
    } else {
      json.writeStringField("window", "lifetime");
    }
  }

  private static void writeCalendar(CalendarWindow calendar, JsonGenerator json)
      throws IOException {
    json.writeStringField("calendar", calendar.unit().text());
    json.writeStringField("zone", calendar.zone().getId());
    if (calendar.unit() == CalendarWindow.Unit.WEEK) {
      json.writeStringField("startsOn", DAYS.get(calendar.startsOn() - 1));
    } else if (calendar.unit() == CalendarWindow.Unit.MONTH) {
      json.writeNumberField("startsOn", calendar.startsOn());
    }
  }
}
