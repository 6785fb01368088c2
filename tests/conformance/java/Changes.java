import io.camunda.client.api.command.MigrationPlan;
import io.grpc.Status;
import java.util.Map;

/** Modification and migration of running instances. */
final class Changes {
  private Changes() {}

  static void add(Conformance checks) {
    checks.both("modify: activate, terminate, variables", Changes::modify);
    checks.both("modify: move", Changes::move);
    checks.both("modify: move one instance", Changes::moveOne);
    checks.both("modify: refused", Changes::refused);
    checks.both("migrate", Changes::migrate);
    checks.both("migrate: refused", Changes::migrateRefused);
  }

  private static void two(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("a", t -> t.zeebeJobType(engine.id + "a"))
                .serviceTask("b", t -> t.zeebeJobType(engine.id + "b"))
                .endEvent());
  }

  private static void modify(Engine engine) {
    two(engine);
    var key = engine.start();
    var job = engine.job(engine.id + "a");
    engine
        .client
        .newModifyProcessInstanceCommand(key)
        .activateElement("b")
        .withVariables(Map.of("own", 1), "b")
        .withVariables(Map.of("all", 2))
        .and()
        .terminateElement(job.getElementInstanceKey())
        .send()
        .join();
    Expect.refused("its job", Status.Code.NOT_FOUND, 404, () -> engine.client.newCompleteCommand(job).send().join());
    var next = engine.job(engine.id + "b");
    Expect.equal("variables", Map.of("own", 1, "all", 2), next.getVariablesAsMap());
    engine.complete(next, Map.of());
    engine.completed(key);
  }

  private static void move(Engine engine) {
    two(engine);
    var key = engine.start();
    engine.client.newModifyProcessInstanceCommand(key).moveElements("a", "b").withVariable("v", 1).send().join();
    engine.noJob(engine.id + "a");
    var next = engine.job(engine.id + "b");
    Expect.equal("variables", Map.of("v", 1), next.getVariablesAsMap());
    engine.complete(next, Map.of());
    engine.completed(key);
  }

  private static void moveOne(Engine engine) {
    two(engine);
    var key = engine.start();
    var element = engine.job(engine.id + "a").getElementInstanceKey();
    engine.client.newModifyProcessInstanceCommand(key).moveElement(element, "b").send().join();
    engine.complete(engine.job(engine.id + "b"), Map.of());
    engine.completed(key);
  }

  private static void refused(Engine engine) {
    two(engine);
    var key = engine.start();
    Expect.refused(
        "unknown element",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newModifyProcessInstanceCommand(key).activateElement("zzz").send().join());
    Expect.refused(
        "unknown element instance",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newModifyProcessInstanceCommand(key).terminateElement(5).send().join());
    Expect.refused(
        "unknown instance",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newModifyProcessInstanceCommand(5).activateElement("a").send().join());
    Expect.equal("nothing happened", 1, engine.jobs(engine.id + "a").size());
  }

  private static void migrate(Engine engine) {
    two(engine);
    var key = engine.start(Map.of("n", 1));
    var job = engine.job(engine.id + "a");
    var target =
        engine.deploy(
            engine.id + "_new",
            start ->
                start
                    .serviceTask("c", t -> t.zeebeJobType(engine.id + "c"))
                    .serviceTask("d", t -> t.zeebeJobType(engine.id + "d"))
                    .endEvent());
    engine.client.newMigrateProcessInstanceCommand(key).migrationPlan(target).addMappingInstruction("a", "c").send().join();
    engine.complete(job, Map.of());
    var next = engine.job(engine.id + "d");
    Expect.equal("definition", target, next.getProcessDefinitionKey());
    Expect.equal("process", engine.id + "_new", next.getBpmnProcessId());
    Expect.equal("variables", Map.of("n", 1), next.getVariablesAsMap());
    engine.complete(next, Map.of());
    engine.completed(key);
  }

  private static void migrateRefused(Engine engine) {
    two(engine);
    var key = engine.start();
    var target = engine.deploy(engine.id + "_new", start -> start.serviceTask("c").zeebeJobType(engine.id + "c").endEvent());
    Expect.refused(
        "not all mapped",
        Status.Code.FAILED_PRECONDITION,
        409,
        () ->
            engine.client.newMigrateProcessInstanceCommand(key).migrationPlan(target).addMappingInstruction("b", "c").send().join());
    var unknown =
        MigrationPlan.newBuilder().withTargetProcessDefinitionKey(target).addMappingInstruction("a", "zzz").build();
    Expect.refused(
        "unknown target element",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newMigrateProcessInstanceCommand(key).migrationPlan(unknown).send().join());
    Expect.refused(
        "unknown target",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newMigrateProcessInstanceCommand(key).migrationPlan(5).addMappingInstruction("a", "c").send().join());
    Expect.refused(
        "unknown instance",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newMigrateProcessInstanceCommand(5).migrationPlan(target).addMappingInstruction("a", "c").send().join());
  }
}
