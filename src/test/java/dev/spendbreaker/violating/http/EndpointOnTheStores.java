package dev.spendbreaker.violating.http;

import dev.spendbreaker.violating.topology.Stores;

class EndpointOnTheStores {
  void answer(Stores stores) {
    System.out.println(stores);
  }
}
