package dev.spendbreaker.http;

import java.util.List;

/** Whether the application is well. Asked often; answers without waiting. */
public interface Health {
  /** Whether it can go on; false asks for a restart. */
  boolean live();

  /** Why it cannot serve now, in words for people; empty where it can. */
  List<String> notReady();
}
