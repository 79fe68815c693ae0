/**
 * The MCP server: tools, resources and prompts for assistants, at {@code /mcp}.
 *
 * <p>{@link dev.spendbreaker.mcp.McpFeatures} says what is offered, in the terms of the official
 * SDK. Two eras of the protocol serve it on one endpoint: revisions up to 2025-11-25 with {@code
 * initialize} and sessions, by the SDK ({@link dev.spendbreaker.mcp.Sessions} is its transport),
 * and the stateless 2026-07-28 by {@link dev.spendbreaker.mcp.StatelessRevision}, in front of the
 * SDK's stateless server. State is reached through {@code query} and {@code gate} only.
 */
@NullMarked
package dev.spendbreaker.mcp;

import org.jspecify.annotations.NullMarked;
