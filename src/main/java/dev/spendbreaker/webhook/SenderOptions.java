package dev.spendbreaker.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries are sent.
 *
 * @param allowed host names and blocks of addresses that may be called although they are not of the
 *     internet
 * @param allowHttp whether {@code http} URLs are called
 * @param proxy {@code http://host:port}, through which everything goes; null for none
 * @param timeout for one attempt, from the first byte to the last
 */
public record SenderOptions(
    List<String> allowed, boolean allowHttp, @Nullable URI proxy, Duration timeout) {}
