package dev.spendbreaker.document;

/**
 * A policy of a file, checked.
 *
 * @param json its document, as the policies topic holds it
 */
public record NamedPolicy(String id, String json) {}
