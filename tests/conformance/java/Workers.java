import io.camunda.client.api.response.ActivatedJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's own workers, which poll and stream for as long as they are open. */
final class Workers {
  private static final int CASES = 60;

  private Workers() {}

  static void add(Conformance checks) {
    checks.both("worker: polling", engine -> work(engine, false));
    checks.grpc("worker: streaming", engine -> work(engine, true));
    checks.grpc("worker: several on one type", Workers::several);
    checks.grpc("stream of jobs", Workers::stream);
    checks.grpc("stream of jobs: none after its end", Workers::ended);
  }

  private static void deploy(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
  }

  private static void work(Engine engine, boolean streaming) throws Exception {
    deploy(engine);
    var done = new CountDownLatch(CASES);
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    for (int number = 0; number < CASES / 2; number++) {
      engine.start(Map.of("n", number));
    }
    try (var worker =
        engine
            .client
            .newWorker()
            .jobType(engine.id)
            .handler(
                (client, job) -> {
                  seen.add(job.getVariable("n"));
                  client.newCompleteCommand(job).send().join();
                  done.countDown();
                })
            .name("w")
            .maxJobsActive(16)
            .timeout(Duration.ofMinutes(1))
            .streamEnabled(streaming)
            .open()) {
      for (int number = CASES / 2; number < CASES; number++) {
        engine.start(Map.of("n", number));
      }
      Expect.that("all done", done.await(30, TimeUnit.SECONDS));
    }
    Expect.equal("different cases", CASES, seen.size());
  }

  private static void several(Engine engine) throws Exception {
    deploy(engine);
    var done = new CountDownLatch(CASES);
    Set<String> workers = ConcurrentHashMap.newKeySet();
    List<Long> keys = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    var open =
        List.of("a", "b", "c").stream()
            .map(
                name ->
                    engine
                        .client
                        .newWorker()
                        .jobType(engine.id)
                        .handler(
                            (client, job) -> {
                              workers.add(job.getWorker());
                              keys.add(job.getKey());
                              client.newCompleteCommand(job).send().join();
                              done.countDown();
                            })
                        .name(name)
                        .maxJobsActive(4)
                        .streamEnabled(true)
                        .open())
            .toList();
    try {
      Thread.sleep(300); // until the streams are open
      for (int number = 0; number < CASES; number++) {
        engine.start();
      }
      Expect.that("all done", done.await(30, TimeUnit.SECONDS));
    } finally {
      open.forEach(io.camunda.client.api.worker.JobWorker::close);
    }
    Expect.equal("workers that worked", Set.of("a", "b", "c"), workers);
    Expect.equal("no job twice", CASES, Set.copyOf(keys).size());
  }

  private static void stream(Engine engine) throws Exception {
    deploy(engine);
    engine.start(Map.of("n", "older"));
    var got = new LinkedBlockingQueue<ActivatedJob>();
    var stream =
        engine
            .client
            .newStreamJobsCommand()
            .jobType(engine.id)
            .consumer(got::add)
            .workerName("s")
            .timeout(Duration.ofMinutes(1))
            .fetchVariables("n")
            .send();
    Thread.sleep(300); // until the stream is open
    engine.start(Map.of("n", "newer", "m", 1));
    var job = got.poll(15, TimeUnit.SECONDS);
    Expect.that("a job came", job != null);
    Expect.equal("variables", Map.of("n", "newer"), job.getVariablesAsMap());
    Expect.equal("worker", "s", job.getWorker());
    stream.cancel(true);
    Expect.equal("the older one", "older", engine.job(engine.id).getVariable("n"));
  }

  private static void ended(Engine engine) throws Exception {
    deploy(engine);
    var got = new LinkedBlockingQueue<ActivatedJob>();
    var stream = engine.client.newStreamJobsCommand().jobType(engine.id).consumer(got::add).workerName("s").send();
    Thread.sleep(300);
    stream.cancel(true);
    Thread.sleep(300);
    engine.start();
    Expect.equal("the job is there for who polls", engine.id, engine.job(engine.id).getType());
    Expect.equal("streamed", 0, got.size());
  }
}
