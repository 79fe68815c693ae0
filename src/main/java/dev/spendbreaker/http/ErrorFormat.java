package dev.spendbreaker.http;

import org.eclipse.jetty.server.Request;

/** How a server tells its clients of a problem. */
@FunctionalInterface
interface ErrorFormat {
  Answer answer(Request request, Problem problem);
}
