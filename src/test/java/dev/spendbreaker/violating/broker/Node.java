package dev.spendbreaker.violating.broker;

public record Node(int id) {}
