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
 * @param acksTopic read
 * @param deliveriesTopic written, and read by every instance
 * @param killsTopic written, and read by every instance
 * @param rejectsTopic written
 * @param partitions of the internal topic, 1 or more; fixed for the life of the state
 * @param dimensions those that policies may name
 * @param global the webhook that is told of every policy's decisions; null for none
 * @param retryDelays before the second attempt, the third, …
 * @param ackTimeout for how long somebody may take to acknowledge a kill; 0 where nobody has to
 * @param retention how long deliveries that are over, and kills, are remembered
 */
public record DeliverySettings(
    String decisionsTopic,
    String policiesTopic,
    String acksTopic,
    String deliveriesTopic,
    String killsTopic,
    String rejectsTopic,
    int partitions,
    Dimensions dimensions,
    @Nullable Webhook global,
    List<Duration> retryDelays,
    Duration ackTimeout,
    Duration retention) {}
