package dev.spendbreaker.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spendbreaker completion}: what lets a shell complete commands and flags. */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets bash or zsh complete commands and flags of 'spendbreaker'."
    },
    footer = {
      "",
      "Example: spendbreaker completion bash > ~/.local/share/bash-completion/completions/spendbreaker",
      "Example: spendbreaker completion zsh > ~/.spendbreaker-completion  # and in ~/.zshrc: source"
          + " ~/.spendbreaker-completion"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells there are scripts for. */
  enum Shell {
    bash,
    zsh
  }

  /** What is generated completes by bash's means, which zsh has, too, once they are loaded. */
  private static final String FOR_ZSH =
      "autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n";

  @Parameters(paramLabel = "<shell>", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("spendbreaker", spec.root().commandLine());
    spec.commandLine().getOut().print(shell == Shell.zsh ? FOR_ZSH + script : script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
