package dev.spendbreaker.webhook;

import dev.spendbreaker.budget.Decision;
import dev.spendbreaker.budget.Policy;
import dev.spendbreaker.budget.Webhook;
import dev.spendbreaker.document.DeliveryStatus.Told;
import org.jspecify.annotations.Nullable;

/**
 * One message to one endpoint.
 *
 * @param webhookId the same in every attempt
 * @param target the policy whose webhook it is, or {@link Targets#GLOBAL}
 * @param told what is told of the decision
 * @param governing the policy that governs the decision, where it is known
 */
record Notification(
    String webhookId,
    String target,
    Told told,
    Webhook webhook,
    Decision decision,
    @Nullable Policy governing) {}
