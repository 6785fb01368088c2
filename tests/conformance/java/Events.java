import io.camunda.zeebe.model.bpmn.Bpmn;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;

/** Messages, signals and timers. */
final class Events {
  private Events() {}

  static void add(Conformance checks) {
    checks.both("message: meets who waits", Events::meets);
    checks.both("message: waits in the buffer", Events::buffered);
    checks.both("message: not without time to live", Events::noTime);
    checks.both("message: id is unique while buffered", Events::unique);
    checks.both("message: starts a process", Events::starts);
    checks.rest("message: correlate", Events::correlate);
    checks.both("signal: catches and starts", Events::signal);
    checks.both("timer: duration", Events::timer);
    checks.both("timer: boundary, cycle", Events::cycle);
  }

  private static void catching(Engine engine) {
    engine.deploy(
        start ->
            start
                .intermediateCatchEvent("wait", e -> e.message(m -> m.name(engine.id).zeebeCorrelationKeyExpression("key")))
                .serviceTask("after", t -> t.zeebeJobType(engine.id))
                .endEvent());
  }

  private static void meets(Engine engine) {
    catching(engine);
    engine.start(Map.of("key", "k-1"));
    var message =
        engine
            .client
            .newPublishMessageCommand()
            .messageName(engine.id)
            .correlationKey("k-1")
            .variables(Map.of("reply", "yes"))
            .send()
            .join();
    Expect.that("message key", message.getMessageKey() > 0);
    Expect.equal("reply", "yes", engine.job(engine.id).getVariable("reply"));
  }

  private static void buffered(Engine engine) {
    catching(engine);
    engine.client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").timeToLive(Duration.ofHours(1)).send().join();
    engine.start(Map.of("key", "other"));
    engine.noJob(engine.id);
    engine.start(Map.of("key", "k"));
    Expect.equal("jobs", 1, engine.jobs(engine.id).size());
  }

  private static void noTime(Engine engine) {
    catching(engine);
    engine.client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").timeToLive(Duration.ZERO).send().join();
    engine.start(Map.of("key", "k"));
    engine.noJob(engine.id);
  }

  private static void unique(Engine engine) {
    var client = engine.client;
    client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").messageId("m1").timeToLive(Duration.ofHours(1)).send().join();
    Expect.refused(
        "the same id",
        Status.Code.ALREADY_EXISTS,
        409,
        () -> client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").messageId("m1").send().join());
    client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").messageId("m2").timeToLive(Duration.ofHours(1)).send().join();
  }

  private static void starts(Engine engine) {
    engine.deploy(
        engine.id,
        Bpmn.createExecutableProcess(engine.id)
            .startEvent("start")
            .message(m -> m.name(engine.id))
            .serviceTask("after", t -> t.zeebeJobType(engine.id))
            .endEvent()
            .done());
    engine.client.newPublishMessageCommand().messageName(engine.id).withoutCorrelationKey().variables(Map.of("a", 1)).send().join();
    Expect.equal("variables", Map.of("a", 1), engine.job(engine.id).getVariablesAsMap());
  }

  private static void correlate(Engine engine) {
    catching(engine);
    var key = engine.start(Map.of("key", "k"));
    var answer =
        engine.client.newCorrelateMessageCommand().messageName(engine.id).correlationKey("k").variables(Map.of("a", 1)).send().join();
    Expect.equal("instance", key, answer.getProcessInstanceKey());
    Expect.that("message key", answer.getMessageKey() > 0);
    Expect.equal("jobs", 1, engine.jobs(engine.id).size());
    Expect.refused(
        "nobody waits",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newCorrelateMessageCommand().messageName(engine.id).correlationKey("k").send().join());
  }

  private static void signal(Engine engine) {
    engine.deploy(
        start ->
            start
                .intermediateCatchEvent("wait", e -> e.signal(engine.id))
                .serviceTask("after", t -> t.zeebeJobType(engine.id))
                .endEvent());
    engine.deploy(
        engine.id + "_2",
        Bpmn.createExecutableProcess(engine.id + "_2")
            .startEvent("start")
            .signal(engine.id)
            .serviceTask("after", t -> t.zeebeJobType(engine.id))
            .endEvent()
            .done());
    engine.start();
    engine.start();
    var done = engine.client.newBroadcastSignalCommand().signalName(engine.id).variables(Map.of("a", 1)).send().join();
    Expect.that("signal key", done.getKey() > 0);
    var jobs = engine.jobs(engine.id);
    Expect.equal("jobs", 3, jobs.size());
    Expect.that("variables", jobs.stream().allMatch(job -> job.getVariable("a").equals(1)));
  }

  private static void timer(Engine engine) {
    engine.deploy(
        start ->
            start
                .intermediateCatchEvent("wait", e -> e.timerWithDuration("PT1H"))
                .serviceTask("after", t -> t.zeebeJobType(engine.id))
                .endEvent());
    engine.start();
    engine.noJob(engine.id);
    engine.ahead(Duration.ofMinutes(59));
    try {
      engine.noJob(engine.id);
      engine.ahead(Duration.ofMinutes(61));
      Expect.equal("element", "after", engine.job(engine.id).getElementId());
    } finally {
      engine.resetClock();
    }
  }

  private static void cycle(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("work", t -> t.zeebeJobType(engine.id + "work"))
                .boundaryEvent("remind", e -> e.cancelActivity(false).timerWithCycle("R2/PT10M"))
                .serviceTask("after", t -> t.zeebeJobType(engine.id))
                .endEvent()
                .moveToActivity("work")
                .endEvent());
    var key = engine.start();
    try {
      engine.ahead(Duration.ofMinutes(11));
      engine.complete(engine.job(engine.id), Map.of());
      engine.ahead(Duration.ofMinutes(21));
      engine.complete(engine.job(engine.id), Map.of());
    } finally {
      engine.resetClock();
    }
    engine.active(key);
  }
}
