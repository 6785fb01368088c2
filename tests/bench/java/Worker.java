import io.camunda.client.CamundaClient;
import io.camunda.client.api.worker.JobWorker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * The least that a worker on Camunda's Java client can be, told what to do by lines on standard input.
 *
 * <p>open TYPE ACTIVE STREAM; close; cpu. Each confirmed completion is a line "done N"; cpu answers "cpu NANOSECONDS" of
 * this process, the virtual machine's own threads included.
 */
public final class Worker {
  public static void main(String[] arguments) throws Exception {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (var client =
        CamundaClient.newClientBuilder()
            .grpcAddress(URI.create("http://" + arguments[0]))
            .preferRestOverGrpc(false)
            .numJobWorkerExecutionThreads(8)
            .build()) {
      JobWorker worker = null;
      var lines = new BufferedReader(new InputStreamReader(System.in));
      System.out.println("ready");
      for (String line; (line = lines.readLine()) != null; ) {
        var words = line.split(" ");
        switch (words[0]) {
          case "open" -> {
            worker =
                client
                    .newWorker()
                    .jobType(words[1])
                    .handler(
                        (jobs, job) -> {
                          var number = ((Map<?, ?>) job.getVariablesAsMap()).get("n");
                          jobs.newCompleteCommand(job)
                              .send()
                              .thenAccept(answer -> System.out.println("done " + number));
                        })
                    .maxJobsActive(Integer.parseInt(words[2]))
                    .streamEnabled(Boolean.parseBoolean(words[3]))
                    .fetchVariables("n")
                    .timeout(Duration.ofSeconds(60))
                    .name("java")
                    .open();
            System.out.println("opened");
          }
          case "close" -> {
            worker.close();
            System.out.println("closed");
          }
          case "cpu" -> System.out.println("cpu " + system.getProcessCpuTime());
          default -> throw new IllegalArgumentException(line);
        }
      }
    }
  }
}
