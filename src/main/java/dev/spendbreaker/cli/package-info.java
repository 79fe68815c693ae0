/**
 * The {@code spendbreaker} command. Each subcommand is a class of its own; the flags of settings
 * are made from their definition in {@code config}.
 */
@NullMarked
package dev.spendbreaker.cli;

import org.jspecify.annotations.NullMarked;
