/**
 * Settings: every one is an entry of one {@code ConfigDef}, and with it a flag, an environment
 * variable and a key of the settings file. A flag wins over the environment, the environment over
 * the file, the file over the default.
 */
@NullMarked
package dev.spendbreaker.config;

import org.jspecify.annotations.NullMarked;
