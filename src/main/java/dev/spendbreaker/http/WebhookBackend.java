package dev.spendbreaker.http;

import dev.spendbreaker.query.DeliveryQueries;
import dev.spendbreaker.query.KillQueries;

/**
 * What the surface knows of what follows a decision.
 *
 * @param deliveries where those to webhooks stand
 * @param resender asks for dead ones again
 * @param kills whether somebody has acted on them
 * @param acks says that somebody has
 */
public record WebhookBackend(
    DeliveryQueries deliveries, DeliveryResender resender, KillQueries kills, AckWriter acks) {}
