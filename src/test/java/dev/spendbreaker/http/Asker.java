package dev.spendbreaker.http;

import dev.spendbreaker.access.Permission;
import dev.spendbreaker.http.OpenApi.Operation;
import dev.spendbreaker.http.World.Ask;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Asks operations in the ways that all of them can be asked. */
final class Asker implements AutoCloseable {
  /** For requests that change nothing: to start and stop a server takes longer than to ask it. */
  private final World world = new World();

  private final World withTokens = World.withTokens();

  /** By a good request, or one that was made of it. */
  Received ask(Operation operation, UnaryOperator<Ask> change) {
    Ask ask = change.apply(GoodRequests.of(operation));
    boolean mayChange = List.of("PUT", "DELETE").contains(ask.method());
    return mayChange ? ask(operation, World::new, fresh -> {}, ask) : world.ask(operation, ask);
  }

  /** By a good request, after something has happened. */
  Received askAfter(Operation operation, Supplier<World> worlds, Consumer<World> event) {
    return ask(operation, worlds, event, GoodRequests.of(operation));
  }

  private static Received ask(
      Operation operation, Supplier<World> worlds, Consumer<World> event, Ask ask) {
    try (World world = worlds.get()) {
      event.accept(world);
      return world.ask(operation, ask);
    }
  }

  /** With a parameter that no operation has. */
  Received askWithUnknownParameter(Operation operation) {
    return ask(operation, ask -> ask.to(ask.path() + "?nonsense=1"));
  }

  /** Where tokens are asked for. */
  Received askWithoutToken(Operation operation) {
    return withTokens.ask(operation, GoodRequests.of(operation));
  }

  /** By a token for something else or, where none is asked for, under a name that is not ours. */
  Received askUnduly(Operation operation) {
    Ask ask = GoodRequests.of(operation);
    if (operation.scope().isEmpty()) {
      return withTokens.askWithHead(operation, ask, "evil.example", "Accept: */*");
    }
    Permission other = operation.scope().equals("read") ? Permission.CHECK : Permission.READ;
    return withTokens.ask(operation, ask.with("Authorization", "Bearer " + ScopedTokens.of(other)));
  }

  /** With more in its head than the server reads. */
  Received askTooMuch(Operation operation) {
    String header = "X-Much: " + "x".repeat(20_000);
    return world.askWithHead(operation, GoodRequests.of(operation), "localhost", header);
  }

  /** For what is known already. */
  Received askAgain(Operation operation) {
    String tag = String.valueOf(ask(operation, ask -> ask).header("ETag"));
    return ask(operation, ask -> ask.with("If-None-Match", tag));
  }

  @Override
  public void close() {
    world.close();
    withTokens.close();
  }
}
