import io.camunda.client.api.command.ClientException;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Starting, ending and changing variables of process instances. */
final class Instances {
  private Instances() {}

  static void add(Conformance checks) {
    checks.both("create: newest, version, key", Instances::create);
    checks.both("create: unknown", Instances::unknown);
    checks.both("create: variables must be an object", Instances::noObject);
    checks.both("create: tags and business id", Instances::tags);
    checks.both("create: before an element", Instances::before);
    checks.both("create: terminated after an element", Instances::terminateAfter);
    checks.both("create with result", Instances::result);
    checks.both("create with result: wanted variables only", Instances::wanted);
    checks.both("create with result: too slow", Instances::slow);
    checks.both("cancel", Instances::cancel);
    checks.both("set variables", Instances::variables);
  }

  private static void create(Engine engine) {
    var first = engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id));
    var second = engine.deploy(start -> start.serviceTask("u").zeebeJobType(engine.id));
    var client = engine.client;
    var newest = client.newCreateInstanceCommand().bpmnProcessId(engine.id).latestVersion().send().join();
    Expect.equal("definition", second, newest.getProcessDefinitionKey());
    Expect.equal("version", 2, newest.getVersion());
    Expect.equal("id", engine.id, newest.getBpmnProcessId());
    Expect.equal("tenant", "<default>", newest.getTenantId());
    var old = client.newCreateInstanceCommand().bpmnProcessId(engine.id).version(1).send().join();
    Expect.equal("definition", first, old.getProcessDefinitionKey());
    var byKey = client.newCreateInstanceCommand().processDefinitionKey(first).send().join();
    Expect.equal("version", 1, byKey.getVersion());
    Expect.that("own keys", newest.getProcessInstanceKey() != old.getProcessInstanceKey());
    Expect.equal("jobs", 3, engine.jobs(engine.id).size());
  }

  private static void unknown(Engine engine) {
    Expect.refused("id", Status.Code.NOT_FOUND, 404, engine::start);
    Expect.refused(
        "key",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newCreateInstanceCommand().processDefinitionKey(1).send().join());
    engine.deploy(start -> start.endEvent());
    Expect.refused(
        "version",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newCreateInstanceCommand().bpmnProcessId(engine.id).version(9).send().join());
  }

  private static void noObject(Engine engine) {
    if (engine.rest) {
      return; // the client itself reads the text as an object there
    }
    engine.deploy(start -> start.endEvent());
    Expect.refused(
        "an array",
        Status.Code.INVALID_ARGUMENT,
        400,
        () ->
            engine
                .client
                .newCreateInstanceCommand()
                .bpmnProcessId(engine.id)
                .latestVersion()
                .variables("[1]")
                .send()
                .join());
  }

  private static void tags(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id));
    var made =
        engine
            .client
            .newCreateInstanceCommand()
            .bpmnProcessId(engine.id)
            .latestVersion()
            .tags("kantor:camat", "urgent")
            .businessId("S-1")
            .send()
            .join();
    Expect.equal("tags", Set.of("kantor:camat", "urgent"), made.getTags());
    Expect.equal("business id", "S-1", made.getBusinessId());
    Expect.equal("tags of its job", Set.of("kantor:camat", "urgent"), engine.job(engine.id).getTags());
  }

  private static void before(Engine engine) {
    engine.deploy(
        start -> start.serviceTask("a").zeebeJobType(engine.id + "a").serviceTask("b").zeebeJobType(engine.id + "b"));
    engine.client.newCreateInstanceCommand().bpmnProcessId(engine.id).latestVersion().startBeforeElement("b").send().join();
    engine.noJob(engine.id + "a");
    Expect.equal("element", "b", engine.job(engine.id + "b").getElementId());
    Expect.refused(
        "unknown element",
        Status.Code.INVALID_ARGUMENT,
        400,
        () ->
            engine
                .client
                .newCreateInstanceCommand()
                .bpmnProcessId(engine.id)
                .latestVersion()
                .startBeforeElement("zzz")
                .send()
                .join());
  }

  private static void terminateAfter(Engine engine) {
    engine.deploy(
        start -> start.serviceTask("a").zeebeJobType(engine.id + "a").serviceTask("b").zeebeJobType(engine.id + "b"));
    engine.client.newCreateInstanceCommand().bpmnProcessId(engine.id).latestVersion().terminateAfterElement("a").send().join();
    engine.complete(engine.job(engine.id + "a"), Map.of());
    engine.noJob(engine.id + "b");
  }

  private static void result(Engine engine) {
    engine.deploy(start -> start.scriptTask("s").zeebeExpression("a + 1").zeebeResultVariable("b").endEvent());
    var result =
        engine
            .client
            .newCreateInstanceCommand()
            .bpmnProcessId(engine.id)
            .latestVersion()
            .variable("a", 1)
            .withResult()
            .requestTimeout(Engine.LONG)
            .send()
            .join();
    Expect.equal("variables", Map.of("a", 1, "b", 2), result.getVariablesAsMap());
    Expect.equal("id", engine.id, result.getBpmnProcessId());
    Expect.equal("version", 1, result.getVersion());
    Expect.that("key", result.getProcessInstanceKey() > 0);
  }

  private static void wanted(Engine engine) throws Exception {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
    var waiting =
        engine
            .client
            .newCreateInstanceCommand()
            .bpmnProcessId(engine.id)
            .latestVersion()
            .variable("a", 1)
            .variable("b", 2)
            .withResult()
            .fetchVariables("b", "c")
            .requestTimeout(Engine.LONG)
            .send();
    var job =
        engine
            .client
            .newActivateJobsCommand()
            .jobType(engine.id)
            .maxJobsToActivate(1)
            .requestTimeout(Engine.LONG)
            .send()
            .join()
            .getJobs()
            .get(0);
    Expect.that("not before its end", !waiting.toCompletableFuture().isDone());
    engine.complete(job, Map.of("c", "x"));
    Expect.equal("variables", Map.of("b", 2, "c", "x"), waiting.join().getVariablesAsMap());
  }

  private static void slow(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
    try {
      engine
          .client
          .newCreateInstanceCommand()
          .bpmnProcessId(engine.id)
          .latestVersion()
          .withResult()
          .requestTimeout(Duration.ofMillis(200))
          .send()
          .join();
    } catch (ClientException late) {
      engine.complete(engine.job(engine.id), Map.of());
      return;
    }
    throw new AssertionError("it was answered before its end");
  }

  private static void cancel(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
    var key = engine.start();
    var job = engine.job(engine.id);
    engine.client.newCancelInstanceCommand(key).send().join();
    Expect.refused(
        "its job", Status.Code.NOT_FOUND, 404, () -> engine.client.newCompleteCommand(job).send().join());
    Expect.refused(
        "again", Status.Code.NOT_FOUND, 404, () -> engine.client.newCancelInstanceCommand(key).send().join());
  }

  private static void variables(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).zeebeInputExpression("a", "inner").endEvent());
    var key = engine.start(Map.of("a", 1));
    var element = engine.job(engine.id).getElementInstanceKey();
    var client = engine.client;
    client.newSetVariablesCommand(key).variables(Map.of("a", 5)).local(true).send().join();
    client.newSetVariablesCommand(element).variables(Map.of("here", 1)).local(true).send().join();
    client.newSetVariablesCommand(element).variables(Map.of("upward", true)).local(false).send().join();
    Expect.refused(
        "unknown element",
        Status.Code.NOT_FOUND,
        404,
        () -> client.newSetVariablesCommand(1).variables(Map.of("a", 1)).send().join());
    engine.ahead(Duration.ofHours(1));
    try {
      var job = engine.job(engine.id);
      Expect.equal("variables", Map.of("a", 5, "inner", 1, "here", 1, "upward", true), job.getVariablesAsMap());
    } finally {
      engine.resetClock();
    }
  }
}
