import io.camunda.client.api.search.enums.BatchOperationState;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/** What operators look at: audit logs, statistics, hierarchies, files, and commands for many instances at once. */
final class Reports {
  private Reports() {}

  static void add(Conformance checks) {
    checks.rest("audit log of a task", Reports::auditLog);
    checks.rest("incidents of an instance and of an element", Reports::incidents);
    checks.rest("statistics of definitions", Reports::statistics);
    checks.rest("statistics of jobs", Reports::jobStatistics);
    checks.rest("call hierarchy", Reports::calls);
    checks.rest("files of deployments", Reports::files);
    checks.rest("form of a start event", Reports::startForm);
    checks.rest("effective variables of a task", Reports::effective);
    checks.rest("batch: cancel", Reports::cancelMany);
    checks.rest("batch: resolve incidents", Reports::resolveMany);
  }

  private static void one(Engine engine) {
    engine.deploy(start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
  }

  private static void auditLog(Engine engine) {
    engine.deploy(start -> start.userTask("task", t -> t.zeebeUserTask()).endEvent());
    var key = engine.start();
    var task = engine.task(key).getUserTaskKey();
    engine.client.newAssignUserTaskCommand(task).assignee("budi").send().join();
    engine.client.newCompleteUserTaskCommand(task).send().join();
    var log = engine.client.newUserTaskAuditLogSearchRequest(task).send().join().items();
    Expect.that("entries: " + log.size(), log.size() >= 2);
    Expect.that("of this task", log.stream().allMatch(entry -> entry.getUserTaskKey().equals("" + task)));
    var one = engine.client.newAuditLogGetRequest(log.get(0).getAuditLogKey()).send().join();
    Expect.equal("get", log.get(0).getAuditLogKey(), one.getAuditLogKey());
    var found = engine.client.newAuditLogSearchRequest().filter(f -> f.processInstanceKey("" + key)).send().join();
    Expect.that("by instance", !found.items().isEmpty());
  }

  private static void incidents(Engine engine) {
    one(engine);
    var key = engine.start();
    var job = engine.job(engine.id);
    engine.client.newFailCommand(job).retries(0).errorMessage("m").send().join();
    var byInstance = engine.client.newIncidentsByProcessInstanceSearchRequest(key).send().join().items();
    Expect.equal("by instance", 1, byInstance.size());
    var byElement =
        engine.client.newIncidentsByElementInstanceSearchRequest(job.getElementInstanceKey()).send().join().items();
    Expect.equal("by element", byInstance.get(0).getIncidentKey(), byElement.get(0).getIncidentKey());
  }

  private static void statistics(Engine engine) {
    one(engine);
    engine.start();
    engine.start();
    engine.client.newFailCommand(engine.jobs(engine.id).get(0)).retries(0).errorMessage(engine.id).send().join();
    var versions = engine.client.newProcessDefinitionInstanceVersionStatisticsRequest(engine.id).send().join().items();
    Expect.equal("versions", 1, versions.size());
    Expect.equal("whole", 1L, versions.get(0).getActiveInstancesWithoutIncidentCount());
    Expect.equal("with incident", 1L, versions.get(0).getActiveInstancesWithIncidentCount());
    var all = engine.client.newProcessDefinitionInstanceStatisticsRequest().page(p -> p.limit(1000)).send().join().items();
    Expect.that("definitions", all.stream().anyMatch(s -> s.getProcessDefinitionId().equals(engine.id)));
    var errors =
        engine.client.newIncidentProcessInstanceStatisticsByErrorRequest().page(p -> p.limit(1000)).send().join().items();
    var mine = errors.stream().filter(s -> s.getErrorMessage().equals(engine.id)).toList();
    Expect.equal("by error", 1, mine.size());
    var definitions =
        engine
            .client
            .newIncidentProcessInstanceStatisticsByDefinitionRequest(mine.get(0).getErrorHashCode())
            .send()
            .join()
            .items();
    Expect.equal("by definition", engine.id, definitions.get(0).getProcessDefinitionId());
  }

  private static void jobStatistics(Engine engine) {
    one(engine);
    engine.start();
    engine.complete(engine.job(engine.id), Map.of());
    var from = OffsetDateTime.now().minusHours(1);
    var to = OffsetDateTime.now().plusHours(1);
    var total = engine.client.newGlobalJobStatisticsRequest(from, to).send().join();
    Expect.that("completed", total.getCompleted().getCount() >= 1);
    var types = engine.client.newJobTypeStatisticsRequest(from, to).page(p -> p.limit(1000)).send().join().items();
    Expect.that("by type", types.stream().anyMatch(item -> item.getJobType().equals(engine.id)));
  }

  private static void calls(Engine engine) {
    var called = engine.id + "_called";
    engine.deploy(called, start -> start.serviceTask("t").zeebeJobType(engine.id).endEvent());
    engine.deploy(start -> start.callActivity("call", c -> c.zeebeProcessId(called)).endEvent());
    var root = engine.start();
    var job = engine.job(engine.id);
    var entries = engine.client.newProcessInstanceGetCallHierarchyRequest(job.getProcessInstanceKey()).send().join();
    Expect.equal("hierarchy", root, entries.get(0).getProcessInstanceKey());
    var inner = engine.client.newProcessInstanceGetRequest(job.getProcessInstanceKey()).send().join();
    Expect.equal("parent", root, inner.getParentProcessInstanceKey());
    Expect.equal("root", root, inner.getRootProcessInstanceKey());
    engine.complete(job, Map.of());
    engine.completed(root);
  }

  private static void files(Engine engine) {
    var text = "{\"id\":\"" + engine.id + "\",\"type\":\"default\",\"components\":[]}";
    var done = engine.client.newDeployResourceCommand().addResourceStringUtf8(text, "a.form").send().join();
    var key = done.getForm().get(0).getFormKey();
    var resource = engine.client.newResourceGetRequest(key).send().join();
    Expect.equal("name", "a.form", resource.getResourceName());
    Expect.equal("id", engine.id, resource.getResourceId());
    Expect.equal("version", 1, resource.getVersion());
    Expect.equal("content", text, engine.client.newResourceContentGetRequest(key).send().join());
  }

  private static void startForm(Engine engine) {
    var text = "{\"id\":\"" + engine.id + "\",\"type\":\"default\",\"components\":[]}";
    engine.client.newDeployResourceCommand().addResourceStringUtf8(text, "a.form").send().join();
    var xml =
        "<?xml version=\"1.0\"?><bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
            + "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" targetNamespace=\"x\"><bpmn:process id=\""
            + engine.id
            + "\" isExecutable=\"true\"><bpmn:startEvent id=\"s\"><bpmn:extensionElements><zeebe:formDefinition formId=\""
            + engine.id
            + "\"/></bpmn:extensionElements></bpmn:startEvent></bpmn:process></bpmn:definitions>";
    var done = engine.client.newDeployResourceCommand().addResourceStringUtf8(xml, "a.bpmn").send().join();
    var key = done.getProcesses().get(0).getProcessDefinitionKey();
    Expect.equal("form", engine.id, engine.client.newProcessDefinitionGetFormRequest(key).send().join().getFormId());
    Expect.that("has a start form", engine.client.newProcessDefinitionGetRequest(key).send().join().getHasStartForm());
  }

  private static void effective(Engine engine) {
    engine.deploy(
        start -> start.userTask("task", t -> t.zeebeUserTask().zeebeInputExpression("a + 1", "a")).endEvent());
    var key = engine.start(Map.of("a", 1, "b", 2));
    var found =
        engine
            .client
            .newUserTaskEffectiveVariableSearchRequest(engine.task(key).getUserTaskKey())
            .sort(s -> s.name().asc())
            .send()
            .join()
            .items();
    Expect.equal("names", List.of("a", "b"), found.stream().map(v -> v.getName()).toList());
    Expect.equal("the nearest", "2", found.get(0).getValue());
  }

  private static void cancelMany(Engine engine) throws Exception {
    one(engine);
    engine.start();
    engine.start();
    var batch =
        engine
            .client
            .newCreateBatchOperationCommand()
            .processInstanceCancel()
            .filter(f -> f.processDefinitionId(engine.id))
            .send()
            .join();
    var done = ended(engine, batch.getBatchOperationKey());
    Expect.equal("instances", 2, done);
    engine.noJob(engine.id);
    var items =
        engine
            .client
            .newBatchOperationItemsSearchRequest()
            .filter(f -> f.batchOperationKey(batch.getBatchOperationKey()))
            .send()
            .join()
            .items();
    Expect.equal("items", 2, items.size());
  }

  private static void resolveMany(Engine engine) throws Exception {
    one(engine);
    engine.start();
    var job = engine.job(engine.id);
    engine.client.newFailCommand(job).retries(0).send().join();
    engine.client.newUpdateRetriesCommand(job).retries(1).send().join();
    var batch =
        engine
            .client
            .newCreateBatchOperationCommand()
            .resolveIncident()
            .filter(f -> f.processDefinitionId(engine.id))
            .send()
            .join();
    ended(engine, batch.getBatchOperationKey());
    Expect.equal("job", job.getKey(), engine.job(engine.id).getKey());
  }

  /** Waits for the end of a batch; how many operations were completed. */
  private static int ended(Engine engine, String key) throws Exception {
    for (int turn = 0; turn < 150; turn++) {
      var batch = engine.client.newBatchOperationGetRequest(key).send().join();
      if (batch.getStatus() == BatchOperationState.COMPLETED) {
        return batch.getOperationsCompletedCount();
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the batch did not end");
  }
}
