/**
 * Breaks every rule of {@code ArchitectureTest}, so that the test can show that each rule fails
 * where it is broken. The packages below stand for those of the same name in the application.
 */
package dev.spendbreaker.violating;
