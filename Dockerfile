# Spendbreaker's image: the application without the embedded Kafka of `demo` and `dev`. docker build -t spendbreaker .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY src ./src
RUN mvn -B -Dmaven.test.skip=true -Dspotless.check.skip package

FROM eclipse-temurin:17-jre
RUN groupadd --gid 10001 spendbreaker \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/spendbreaker --create-home spendbreaker
WORKDIR /opt/spendbreaker
COPY spendbreaker ./
COPY --from=build /build/target/spendbreaker.jar ./target/
COPY --from=build /build/target/app/lib ./target/app/lib
USER 10001:10001
# A quarter of the memory is left to RocksDB, which takes it outside the heap.
ENV SPENDBREAKER_JAVA_OPTS="-XX:MaxRAMPercentage=50" \
    SPENDBREAKER_STATE_DIR=/var/lib/spendbreaker/state
# The libraries of RocksDB and of compression are unpacked to /tmp, which must allow to execute them.
VOLUME ["/var/lib/spendbreaker", "/tmp"]
EXPOSE 8080 4318
ENTRYPOINT ["/opt/spendbreaker/spendbreaker"]
CMD ["run"]
