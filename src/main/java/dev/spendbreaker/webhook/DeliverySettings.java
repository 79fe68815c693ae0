package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.Dimensions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What deliveries are made of.
 *
 * @param decisionsTopic read
 * @param policiesTopic read
 * @param deliveriesTopic written, and read by every instance
 * @param partitions of the internal topic, 1 or more; fixed for the life of the state
 * @param dimensions those that policies may name
 * @param global the webhook that is told of every policy's decisions; null for none
 * @param retryDelays before the second attempt, the third, …
 * @param retention how long deliveries that are over are remembered
 */
public record DeliverySettings(
    String decisionsTopic,
    String policiesTopic,
    String deliveriesTopic,
    int partitions,
    Dimensions dimensions,
    @Nullable Webhook global,
    List<Duration> retryDelays,
    Duration retention) {}
