import io.camunda.zeebe.model.bpmn.Bpmn;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;

/** Topology, deployments and what becomes of them. */
final class Definitions {
  private Definitions() {}

  static void add(Conformance checks) {
    checks.both("topology", Definitions::topology);
    checks.rest("status", engine -> Expect.equal("status", "UP", engine.client.newStatusRequest().send().join().getStatus().name()));
    checks.both("deploy: key, version, same bytes", Definitions::versions);
    checks.both("deploy: form", Definitions::form);
    checks.both("deploy: refused", Definitions::refused);
    checks.grpc("deploy: deprecated command", Definitions::deprecated);
    checks.both("delete resource", Definitions::delete);
    checks.both("evaluate decision is refused", Definitions::decision);
  }

  private static void topology(Engine engine) {
    var topology = engine.client.newTopologyRequest().send().join();
    Expect.equal("cluster size", 1, topology.getClusterSize());
    Expect.equal("partitions", 1, topology.getPartitionsCount());
    Expect.equal("replication", 1, topology.getReplicationFactor());
    Expect.that("gateway version " + topology.getGatewayVersion(), topology.getGatewayVersion().startsWith("8."));
    var broker = topology.getBrokers().get(0);
    Expect.equal("role", "LEADER", broker.getPartitions().get(0).getRole().name());
    Expect.equal("health", "HEALTHY", broker.getPartitions().get(0).getHealth().name());
    Expect.equal("partition", 1, broker.getPartitions().get(0).getPartitionId());
  }

  private static void versions(Engine engine) {
    var first = Bpmn.createExecutableProcess(engine.id).startEvent().endEvent().done();
    var one = engine.client.newDeployResourceCommand().addProcessModel(first, "a.bpmn").send().join();
    var process = one.getProcesses().get(0);
    Expect.equal("id", engine.id, process.getBpmnProcessId());
    Expect.equal("version", 1, process.getVersion());
    Expect.equal("resource", "a.bpmn", process.getResourceName());
    Expect.equal("tenant", "<default>", process.getTenantId());
    Expect.that("key", one.getKey() > 0 && process.getProcessDefinitionKey() > 0);
    var again = engine.client.newDeployResourceCommand().addProcessModel(first, "a.bpmn").send().join();
    Expect.equal("same version", 1, again.getProcesses().get(0).getVersion());
    Expect.equal("same key", process.getProcessDefinitionKey(), again.getProcesses().get(0).getProcessDefinitionKey());
    Expect.that("own deployment", again.getKey() != one.getKey());
    var changed = Bpmn.createExecutableProcess(engine.id).startEvent().manualTask("m").endEvent().done();
    var two = engine.client.newDeployResourceCommand().addProcessModel(changed, "a.bpmn").send().join();
    Expect.equal("next version", 2, two.getProcesses().get(0).getVersion());
  }

  private static void form(Engine engine) {
    var text = "{\"id\":\"" + engine.id + "\",\"type\":\"default\",\"components\":[]}";
    var done =
        engine
            .client
            .newDeployResourceCommand()
            .addResourceStringUtf8(text, engine.id + ".form")
            .addProcessModel(Bpmn.createExecutableProcess(engine.id).startEvent().endEvent().done(), engine.id + ".bpmn")
            .send()
            .join();
    Expect.equal("forms", 1, done.getForm().size());
    Expect.equal("processes", 1, done.getProcesses().size());
    var form = done.getForm().get(0);
    Expect.equal("form id", engine.id, form.getFormId());
    Expect.equal("version", 1, form.getVersion());
    Expect.equal("resource", engine.id + ".form", form.getResourceName());
  }

  private static void refused(Engine engine) {
    Expect.refused(
        "broken XML",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newDeployResourceCommand().addResourceStringUtf8("<bpmn", "broken.bpmn").send().join());
    Expect.refused(
        "unknown kind of file",
        Status.Code.INVALID_ARGUMENT,
        400,
        () -> engine.client.newDeployResourceCommand().addResourceStringUtf8("x", "notes.unknown").send().join());
    var whole = Bpmn.createExecutableProcess(engine.id).startEvent().endEvent().done();
    Expect.refused(
        "one of two is broken",
        Status.Code.INVALID_ARGUMENT,
        400,
        () ->
            engine
                .client
                .newDeployResourceCommand()
                .addProcessModel(whole, "whole.bpmn")
                .addResourceStringUtf8("<bpmn", "broken.bpmn")
                .send()
                .join());
    Expect.refused("nothing of it is there", Status.Code.NOT_FOUND, 404, engine::start);
  }

  @SuppressWarnings("deprecation")
  private static void deprecated(Engine engine) {
    var model = Bpmn.createExecutableProcess(engine.id).startEvent().endEvent().done();
    var bytes = Bpmn.convertToString(model).getBytes(StandardCharsets.UTF_8);
    var done = engine.client.newDeployCommand().addResourceBytes(bytes, "old.bpmn").send().join();
    Expect.equal("id", engine.id, done.getProcesses().get(0).getBpmnProcessId());
  }

  private static void delete(Engine engine) {
    var key = engine.deploy(start -> start.endEvent());
    engine.client.newDeleteResourceCommand(key).send().join();
    Expect.refused("start of a deleted process", Status.Code.NOT_FOUND, 404, engine::start);
    Expect.refused(
        "deleting it again",
        Status.Code.NOT_FOUND,
        404,
        () -> engine.client.newDeleteResourceCommand(key).send().join());
  }

  private static void decision(Engine engine) {
    Expect.refused(
        "a decision",
        Status.Code.UNIMPLEMENTED,
        501,
        () -> engine.client.newEvaluateDecisionCommand().decisionId("any").send().join());
  }
}
