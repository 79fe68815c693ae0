package dev.spendbreaker.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document, and where in its text each value stands. */
final class Tree {
  private final JsonNode root;
  private final List<Value> values;
  private @Nullable Map<String, Place> places;

  /** A value's path and place. */
  record Value(Path path, Place place) {}

  /**
   * @param values all there are
   */
  Tree(JsonNode root, List<Value> values) {
    this.root = root;
    this.values = values;
  }

  JsonNode root() {
    return root;
  }

  /** The place of a value, or of the nearest value around it that is there. */
  Place place(String path) {
    if (places == null) {
      places = new HashMap<>();
      for (Value value : values) {
        places.put(value.path().toString(), value.place());
      }
    }
    for (String at = path; !at.isEmpty(); at = Paths.parent(at)) {
      Place place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return Place.START;
  }
}
