package dev.spendbreaker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what DESIGN §8 says of the packages. Each rule is also checked against {@code
 * dev.spendbreaker.violating}, which breaks them all.
 */
class ArchitectureTest {
  private static final String[] PURE = {"trace", "budget", "usage", "pricing", "bytes"};

  private static final JavaClasses APPLICATION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.spendbreaker");

  private static final JavaClasses VIOLATING =
      new ClassFileImporter().importPackages("dev.spendbreaker.violating");

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void shouldHoldInTheApplication(Rule rule) {
    rule.in("dev.spendbreaker").check(APPLICATION);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void shouldFailWhereItIsBroken(Rule rule) {
    assertThat(rule.in("dev.spendbreaker.violating").evaluate(VIOLATING).hasViolation()).isTrue();
  }

  /** A rule about the packages below {@code root}. */
  private interface Rule {
    ArchRule of(String root);

    /** Packages that do not exist yet break no rule. */
    default ArchRule in(String root) {
      return of(root).allowEmptyShould(true);
    }
  }

  private static Stream<Named<Rule>> rules() {
    return Stream.of(
        Named.of(
            "the pure core depends on nothing but the JDK",
            ArchitectureTest::pureCoreDependsOnNothingButTheJdk),
        Named.of(
            "the pure core takes time as an argument",
            ArchitectureTest::pureCoreTakesTimeAsAnArgument),
        Named.of("otlp knows no Kafka", ArchitectureTest::otlpKnowsNoKafka),
        Named.of(
            "documents know no Kafka and no HTTP", ArchitectureTest::documentsKnowNoKafkaAndNoHttp),
        Named.of(
            "surfaces reach state through query and gate",
            ArchitectureTest::surfacesReachStateThroughQueryAndGate),
        Named.of(
            "only the broker imports Kafka's server",
            ArchitectureTest::onlyTheBrokerImportsKafkasServer),
        Named.of(
            "only the command line starts the broker",
            ArchitectureTest::onlyTheCommandLineStartsTheBroker),
        Named.of("Kafka stays in its packages", ArchitectureTest::kafkaStaysInItsPackages),
        Named.of("packages have no cycles", ArchitectureTest::packagesHaveNoCycles),
        Named.of("only the command line prints", ArchitectureTest::onlyTheCommandLinePrints));
  }

  private static ArchRule pureCoreDependsOnNothingButTheJdk(String root) {
    return classes()
        .that()
        .resideInAnyPackage(in(root, PURE))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(in(root, PURE))
                .or(resideInAnyPackage(in(root, "otlp")))
                .or(resideInAnyPackage("java..", "org.jspecify.."))
                .and(resideOutsideOfPackage("java.net..")));
  }

  private static ArchRule pureCoreTakesTimeAsAnArgument(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(in(root, PURE))
        .should()
        .callMethodWhere(
            DescribedPredicate.describe("reads a clock", ArchitectureTest::readsAClock));
  }

  private static boolean readsAClock(JavaMethodCall call) {
    String owner = call.getTargetOwner().getName();
    String method = call.getName();
    return (owner.startsWith("java.time.") && (method.equals("now") || method.startsWith("system")))
        || (owner.equals("java.lang.System")
            && (method.equals("currentTimeMillis") || method.equals("nanoTime")));
  }

  private static ArchRule otlpKnowsNoKafka(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(in(root, "otlp"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..");
  }

  private static ArchRule documentsKnowNoKafkaAndNoHttp(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(in(root, "document"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "org.eclipse.jetty..", "jakarta.servlet..", "java.net.http..");
  }

  private static ArchRule surfacesReachStateThroughQueryAndGate(String root) {
    return noClasses()
        .that()
        .resideInAnyPackage(in(root, "http", "mcp"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in(root, "topology"));
  }

  private static ArchRule onlyTheBrokerImportsKafkasServer(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in(root, "broker"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..");
  }

  /** The others run where the broker's jars are not on the class path. */
  private static ArchRule onlyTheCommandLineStartsTheBroker(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(in(root, "broker", "cli"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in(root, "broker"));
  }

  private static ArchRule kafkaStaysInItsPackages(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            in(
                root,
                "topology",
                "webhook",
                "query",
                "runtime",
                "gate",
                "cli",
                "config",
                "broker",
                "docs"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..");
  }

  private static ArchRule packagesHaveNoCycles(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  private static ArchRule onlyTheCommandLinePrints(String root) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".cli..")
        .should(ACCESS_STANDARD_STREAMS);
  }

  private static String[] in(String root, String... packages) {
    return Stream.of(packages).map(name -> root + "." + name + "..").toArray(String[]::new);
  }
}
