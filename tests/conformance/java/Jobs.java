import io.camunda.client.api.search.enums.IncidentErrorType;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a worker can do with a job, command by command. */
final class Jobs {
  private Jobs() {}

  static void add(Conformance checks) {
    checks.both("job: what it says", Jobs::fields);
    checks.both("job: wanted variables only", Jobs::wanted);
    checks.both("job: oldest first, at most so many", Jobs::order);
    checks.both("job: a poll waits for one", Jobs::waits);
    checks.both("job: a poll ends empty", Jobs::empty);
    checks.both("job: complete", Jobs::complete);
    checks.both("job: fail and try again", Jobs::fail);
    checks.both("job: fail with back-off", Jobs::backOff);
    checks.both("job: out of retries", Jobs::noRetries);
    checks.both("job: comes back after its time", Jobs::timeout);
    checks.both("job: update timeout and retries", Jobs::update);
    checks.both("job: error caught", Jobs::caught);
    checks.both("job: error uncaught", Jobs::uncaught);
    checks.rest("job: update both at once", Jobs::updateBoth);
    checks.both("job: execution listeners", Jobs::listeners);
    checks.both("job: bad requests", Jobs::bad);
  }

  private static void one(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("work", t -> t.zeebeJobType(engine.id).zeebeJobRetries("4").zeebeTaskHeader("h", "v"))
                .endEvent());
  }

  private static void fields(Engine engine) {
    one(engine);
    var made = engine.create(Map.of("a", List.of(1, "x"), "b", Map.of("c", true)));
    var before = System.currentTimeMillis();
    var job = engine.activate(engine.id, Duration.ofMinutes(5), 1).get(0);
    Expect.equal("type", engine.id, job.getType());
    Expect.equal("process", engine.id, job.getBpmnProcessId());
    Expect.equal("version", 1, job.getProcessDefinitionVersion());
    Expect.equal("definition", made.getProcessDefinitionKey(), job.getProcessDefinitionKey());
    Expect.equal("instance", made.getProcessInstanceKey(), job.getProcessInstanceKey());
    Expect.equal("element", "work", job.getElementId());
    Expect.that("element instance", job.getElementInstanceKey() > 0);
    Expect.equal("headers", Map.of("h", "v"), job.getCustomHeaders());
    Expect.equal("worker", "conformance", job.getWorker());
    Expect.equal("retries", 4, job.getRetries());
    Expect.equal("tenant", "<default>", job.getTenantId());
    Expect.equal("kind", "BPMN_ELEMENT", job.getKind().name());
    Expect.equal("variables", Map.of("a", List.of(1, "x"), "b", Map.of("c", true)), job.getVariablesAsMap());
    var left = job.getDeadline() - before;
    Expect.that("deadline in " + left + " ms", left > 290_000 && left < 330_000);
  }

  private static void wanted(Engine engine) {
    one(engine);
    engine.start(Map.of("a", 1, "b", 2));
    var jobs =
        engine
            .client
            .newActivateJobsCommand()
            .jobType(engine.id)
            .maxJobsToActivate(1)
            .fetchVariables("b", "zzz")
            .send()
            .join()
            .getJobs();
    Expect.equal("variables", Map.of("b", 2), jobs.get(0).getVariablesAsMap());
  }

  private static void order(Engine engine) {
    one(engine);
    for (int number = 0; number < 5; number++) {
      engine.start(Map.of("n", number));
    }
    var first = engine.activate(engine.id, Duration.ofMinutes(1), 3);
    var rest = engine.activate(engine.id, Duration.ofMinutes(1), 10);
    Expect.equal("jobs", List.of(0, 1, 2), first.stream().map(job -> job.getVariable("n")).toList());
    Expect.equal("jobs", List.of(3, 4), rest.stream().map(job -> job.getVariable("n")).toList());
  }

  private static void waits(Engine engine) throws Exception {
    one(engine);
    var waiting =
        engine.client.newActivateJobsCommand().jobType(engine.id).maxJobsToActivate(1).requestTimeout(Engine.LONG).send();
    Thread.sleep(100);
    Expect.that("waits", !waiting.toCompletableFuture().isDone());
    engine.start();
    Expect.equal("jobs", 1, waiting.join().getJobs().size());
  }

  private static void empty(Engine engine) {
    var answer =
        engine
            .client
            .newActivateJobsCommand()
            .jobType(engine.id)
            .maxJobsToActivate(1)
            .requestTimeout(Duration.ofMillis(150))
            .send()
            .join();
    Expect.equal("jobs", 0, answer.getJobs().size());
  }

  private static void complete(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("first", t -> t.zeebeJobType(engine.id))
                .serviceTask("second", t -> t.zeebeJobType(engine.id + "2"))
                .endEvent());
    engine.start(Map.of("a", 1));
    var job = engine.job(engine.id);
    engine.complete(job, Map.of("a", 2, "b", "x"));
    Expect.equal("variables", Map.of("a", 2, "b", "x"), engine.job(engine.id + "2").getVariablesAsMap());
    Expect.refused("again", Status.Code.NOT_FOUND, 404, () -> engine.client.newCompleteCommand(job).send().join());
    Expect.refused("unknown", Status.Code.NOT_FOUND, 404, () -> engine.client.newCompleteCommand(5).send().join());
  }

  private static void fail(Engine engine) {
    one(engine);
    engine.start(Map.of("a", 1));
    var job = engine.job(engine.id);
    engine.client.newFailCommand(job).retries(2).errorMessage("later").variables(Map.of("tried", true)).send().join();
    var again = engine.job(engine.id);
    Expect.equal("the same job", job.getKey(), again.getKey());
    Expect.equal("retries", 2, again.getRetries());
    Expect.equal("variables", Map.of("a", 1, "tried", true), again.getVariablesAsMap());
  }

  private static void backOff(Engine engine) {
    one(engine);
    engine.start();
    engine.client.newFailCommand(engine.job(engine.id)).retries(2).retryBackoff(Duration.ofMinutes(30)).send().join();
    engine.noJob(engine.id);
    engine.ahead(Duration.ofMinutes(31));
    try {
      Expect.equal("retries", 2, engine.job(engine.id).getRetries());
    } finally {
      engine.resetClock();
    }
  }

  private static void noRetries(Engine engine) {
    one(engine);
    var key = engine.start();
    var job = engine.job(engine.id);
    engine.client.newFailCommand(job).retries(0).errorMessage("no paper").send().join();
    engine.noJob(engine.id);
    var incident = engine.incident(key);
    Expect.equal("error type", IncidentErrorType.JOB_NO_RETRIES, incident.getErrorType());
    Expect.equal("message", "no paper", incident.getErrorMessage());
    Expect.equal("job", job.getKey(), incident.getJobKey());
    Expect.equal("element", "work", incident.getElementId());
    engine.client.newUpdateRetriesCommand(job).retries(1).send().join();
    engine.client.newResolveIncidentCommand(incident.getIncidentKey()).send().join();
    engine.complete(engine.job(engine.id), Map.of());
    engine.completed(key);
    Expect.refused(
        "again",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newResolveIncidentCommand(incident.getIncidentKey()).send().join());
  }

  private static void timeout(Engine engine) {
    one(engine);
    engine.start();
    var job = engine.activate(engine.id, Duration.ofMinutes(10), 1).get(0);
    engine.noJob(engine.id);
    engine.ahead(Duration.ofMinutes(11));
    try {
      var again = engine.job(engine.id);
      Expect.equal("the same job", job.getKey(), again.getKey());
      Expect.equal("no retry lost", 4, again.getRetries());
    } finally {
      engine.resetClock();
    }
  }

  private static void update(Engine engine) {
    one(engine);
    engine.start();
    var job = engine.activate(engine.id, Duration.ofHours(10), 1).get(0);
    engine.client.newUpdateRetriesCommand(job).retries(9).send().join();
    engine.client.newUpdateTimeoutCommand(job).timeout(Duration.ofMinutes(1)).send().join();
    engine.ahead(Duration.ofMinutes(2));
    try {
      Expect.equal("retries", 9, engine.job(engine.id).getRetries());
    } finally {
      engine.resetClock();
    }
    Expect.refused(
        "no retries",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newUpdateRetriesCommand(job).retries(0).send().join());
    Expect.refused(
        "unknown",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newUpdateRetriesCommand(5).retries(1).send().join());
    Expect.refused(
        "unknown",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newUpdateTimeoutCommand(5).timeout(Duration.ofMinutes(1)).send().join());
  }

  private static void updateBoth(Engine engine) {
    one(engine);
    engine.start();
    var job = engine.activate(engine.id, Duration.ofHours(10), 1).get(0);
    engine.client.newUpdateJobCommand(job).update(7, 60_000L).send().join();
    engine.ahead(Duration.ofMinutes(2));
    try {
      Expect.equal("retries", 7, engine.job(engine.id).getRetries());
    } finally {
      engine.resetClock();
    }
  }

  private static void caught(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("work", t -> t.zeebeJobType(engine.id))
                .boundaryEvent("caught", event -> event.error("NO_PAPER"))
                .serviceTask("repair", t -> t.zeebeJobType(engine.id + "2"))
                .endEvent()
                .moveToActivity("work")
                .endEvent());
    var key = engine.start();
    var job = engine.job(engine.id);
    engine.client.newThrowErrorCommand(job).errorCode("NO_PAPER").errorMessage("m").variables(Map.of("left", 0)).send().join();
    var repair = engine.job(engine.id + "2");
    Expect.equal("variables", Map.of("left", 0), repair.getVariablesAsMap());
    engine.complete(repair, Map.of());
    engine.completed(key);
  }

  private static void uncaught(Engine engine) {
    one(engine);
    var key = engine.start();
    engine.client.newThrowErrorCommand(engine.job(engine.id)).errorCode("WHAT").send().join();
    engine.noJob(engine.id);
    Expect.equal("error type", IncidentErrorType.UNHANDLED_ERROR_EVENT, engine.incident(key).getErrorType());
    Expect.refused(
        "unknown job", Status.Code.NOT_FOUND, 404, () -> engine.client.newThrowErrorCommand(5).errorCode("X").send().join());
  }

  private static void listeners(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask(
                    "work",
                    t ->
                        t.zeebeJobType(engine.id)
                            .zeebeStartExecutionListener(engine.id + "start", "2")
                            .zeebeEndExecutionListener(engine.id + "end"))
                .endEvent());
    var key = engine.start();
    engine.noJob(engine.id);
    var first = engine.job(engine.id + "start");
    Expect.equal("kind", "EXECUTION_LISTENER", first.getKind().name());
    Expect.equal("event", "START", first.getListenerEventType().name());
    Expect.equal("retries", 2, first.getRetries());
    engine.complete(first, Map.of("seen", 1));
    var work = engine.job(engine.id);
    Expect.equal("variables", Map.of("seen", 1), work.getVariablesAsMap());
    engine.complete(work, Map.of());
    var last = engine.job(engine.id + "end");
    Expect.equal("event", "END", last.getListenerEventType().name());
    engine.complete(last, Map.of());
    engine.completed(key);
  }

  private static void bad(Engine engine) {
    Expect.refused(
        "job type",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newActivateJobsCommand().jobType("").maxJobsToActivate(1).send().join());
    Expect.refused(
        "at most none",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newActivateJobsCommand().jobType("x").maxJobsToActivate(0).send().join());
    Expect.refused(
        "no time",
        Status.Code.INVALID_ARGUMENT,
        400,
        () ->
            engine
                .client
                .newActivateJobsCommand()
                .jobType("x")
                .maxJobsToActivate(1)
                .timeout(Duration.ZERO)
                .send()
                .join());
  }
}
