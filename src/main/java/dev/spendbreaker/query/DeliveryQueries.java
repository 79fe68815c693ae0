package dev.spendbreaker.query;

import dev.spendbreaker.document.DeliveryStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of deliveries to webhooks, whichever instance sends them.
 *
 * <p>Every method throws {@link NotReadyException} while the store cannot be read.
 */
public interface DeliveryQueries {
  /**
   * Deliveries, those of the latest decisions first.
   *
   * @param before only those that sort before this id; null for all
   * @param limit at most so many
   */
  List<DeliveryStatus> deliveries(
      Predicate<DeliveryStatus> wanted, @Nullable String before, int limit);

  Optional<DeliveryStatus> delivery(String id);
}
