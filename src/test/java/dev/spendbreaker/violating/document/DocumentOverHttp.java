package dev.spendbreaker.violating.document;

import java.net.http.HttpRequest;

record DocumentOverHttp(HttpRequest request) {}
