import io.camunda.client.CamundaClient;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Camunda's Java client against an engine: what each command and request promises, over gRPC and REST.
 *
 * <p>Arguments: host:port of gRPC, base URL of REST ("-": none, then only gRPC), and beginnings of names to run. One line
 * for each check, its parts divided by tabs: PASS name time, or FAIL name why.
 */
public final class Conformance {
  interface Check {
    void run(Engine engine) throws Exception;
  }

  private final Map<String, Check> both = new LinkedHashMap<>();
  private final Map<String, Check> restOnly = new LinkedHashMap<>();
  private final Map<String, Check> grpcOnly = new LinkedHashMap<>();

  /** A command that the client has over both APIs. */
  void both(String name, Check check) {
    both.put(name, check);
  }

  void rest(String name, Check check) {
    restOnly.put(name, check);
  }

  void grpc(String name, Check check) {
    grpcOnly.put(name, check);
  }

  public static void main(String[] arguments) {
    var checks = new Conformance();
    Definitions.add(checks);
    Instances.add(checks);
    Jobs.add(checks);
    Workers.add(checks);
    Events.add(checks);
    Changes.add(checks);
    Tasks.add(checks);
    Searches.add(checks);
    Reports.add(checks);
    var hasRest = !arguments[1].equals("-");
    try (var grpc = client(arguments, false);
        var rest = client(arguments, true)) {
      checks.run(checks.grpcOnly, "grpc", grpc, false, arguments);
      checks.run(checks.both, "grpc", grpc, false, arguments);
      if (hasRest) {
        checks.run(checks.both, "rest", rest, true, arguments);
        checks.run(checks.restOnly, "rest", rest, true, arguments);
      }
    }
  }

  private static CamundaClient client(String[] arguments, boolean rest) {
    return CamundaClient.newClientBuilder()
        .grpcAddress(URI.create("http://" + arguments[0]))
        .restAddress(URI.create(arguments[1].equals("-") ? "http://127.0.0.1:9" : arguments[1]))
        .preferRestOverGrpc(rest)
        .defaultRequestTimeout(Duration.ofSeconds(20))
        .build();
  }

  private void run(Map<String, Check> checks, String api, CamundaClient client, boolean rest, String[] arguments) {
    checks.forEach(
        (name, check) -> {
          var full = api + " " + name;
          if (!wanted(name, arguments)) {
            return;
          }
          var began = System.nanoTime();
          try {
            check.run(new Engine(client, rest));
            System.out.println("PASS\t" + full + "\t" + (System.nanoTime() - began) / 1_000_000 + " ms");
          } catch (Throwable problem) {
            System.out.println("FAIL\t" + full + "\t" + line(problem));
          }
        });
  }

  private static boolean wanted(String name, String[] arguments) {
    if (arguments.length == 2) {
      return true;
    }
    for (int number = 2; number < arguments.length; number++) {
      if (name.startsWith(arguments[number])) {
        return true;
      }
    }
    return false;
  }

  private static String line(Throwable problem) {
    var text = problem.getClass().getSimpleName() + " " + problem.getMessage();
    text = text.replaceAll("\\s+", " ");
    return text.length() > 300 ? text.substring(0, 300) : text;
  }
}
