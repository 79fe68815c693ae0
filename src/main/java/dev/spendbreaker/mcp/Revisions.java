package dev.spendbreaker.mcp;

import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;

/** The revisions of the protocol that are served. */
final class Revisions {
  /** The first without sessions. */
  static final String STATELESS = "2026-07-28";

  /** With {@code initialize} and sessions, the latest last. */
  static final List<String> WITH_SESSIONS =
      List.of(
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  /** The header that names a request's revision. */
  static final String HEADER = "MCP-Protocol-Version";

  private Revisions() {}
}
