package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A document, and where in its text each value stands.
 *
 * @param places by JSON path
 */
record Tree(JsonNode root, Map<String, Place> places) {
  /** The place of a value, or of the nearest value around it that is there. */
  Place place(String path) {
    for (String at = path; !at.isEmpty(); at = Paths.parent(at)) {
      Place place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return Place.START;
  }
}
