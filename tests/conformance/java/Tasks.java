import io.camunda.client.api.response.ActivatedJob;
import io.grpc.Status;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** User tasks and their listeners. */
final class Tasks {
  private static final String DUE = "2031-02-03T04:05:06Z";

  private Tasks() {}

  static void add(Conformance checks) {
    checks.rest("user task: what it says", Tasks::fields);
    checks.rest("user task: assign, claim, unassign", Tasks::assign);
    checks.rest("user task: update", Tasks::update);
    checks.rest("user task: complete", Tasks::complete);
    checks.rest("user task: form", Tasks::form);
    checks.rest("user task: variables", Tasks::variables);
    checks.rest("user task: listener corrects", Tasks::corrects);
    checks.rest("user task: listener denies", Tasks::denies);
    checks.grpc("user task: listener over gRPC", Tasks::overGrpc);
  }

  private static long one(Engine engine) {
    engine.deploy(
        start ->
            start
                .userTask(
                    "task",
                    t ->
                        t.zeebeUserTask()
                            .name("Periksa berkas")
                            .zeebeCandidateGroupsExpression("groups")
                            .zeebeCandidateUsers("budi, sari")
                            .zeebeDueDate(DUE)
                            .zeebeTaskPriority("70"))
                .endEvent());
    return engine.start(Map.of("groups", List.of("camat", "sekcam"), "a", 1));
  }

  private static void fields(Engine engine) {
    var key = one(engine);
    var task = engine.task(key);
    Expect.equal("name", "Periksa berkas", task.getName());
    Expect.equal("state", "CREATED", task.getState().name());
    Expect.equal("element", "task", task.getElementId());
    Expect.equal("groups", List.of("camat", "sekcam"), task.getCandidateGroups());
    Expect.equal("users", List.of("budi", "sari"), task.getCandidateUsers());
    Expect.equal("due", OffsetDateTime.parse(DUE).toInstant(), task.getDueDate().toInstant());
    Expect.equal("priority", 70, task.getPriority());
    Expect.equal("assignee", null, task.getAssignee());
    Expect.equal("process", engine.id, task.getBpmnProcessId());
    var got = engine.client.newUserTaskGetRequest(task.getUserTaskKey()).send().join();
    Expect.equal("get", task.getUserTaskKey(), got.getUserTaskKey());
    var byGroup =
        engine
            .client
            .newUserTaskSearchRequest()
            .filter(f -> f.candidateGroup("camat").processInstanceKey(key))
            .send()
            .join();
    Expect.equal("by group", 1, byGroup.items().size());
    Expect.refused(
        "unknown", Status.Code.NOT_FOUND, 404, () -> engine.client.newUserTaskGetRequest(5).send().join());
  }

  private static void assign(Engine engine) {
    var key = one(engine);
    var task = engine.task(key).getUserTaskKey();
    var client = engine.client;
    client.newAssignUserTaskCommand(task).assignee("budi").action("claim").allowOverride(false).send().join();
    Expect.equal("assignee", "budi", engine.task(key).getAssignee());
    Expect.refused(
        "taken",
        Status.Code.FAILED_PRECONDITION,
        409,
        () -> client.newAssignUserTaskCommand(task).assignee("sari").allowOverride(false).send().join());
    client.newAssignUserTaskCommand(task).assignee("sari").send().join();
    Expect.equal("assignee", "sari", engine.task(key).getAssignee());
    client.newUnassignUserTaskCommand(task).send().join();
    Expect.equal("assignee", null, engine.task(key).getAssignee());
    Expect.refused(
        "unknown", Status.Code.NOT_FOUND, 404, () -> client.newAssignUserTaskCommand(5).assignee("x").send().join());
  }

  private static void update(Engine engine) {
    var key = one(engine);
    var task = engine.task(key).getUserTaskKey();
    engine
        .client
        .newUpdateUserTaskCommand(task)
        .candidateGroups("kasi")
        .clearDueDate()
        .followUpDate(OffsetDateTime.parse("2032-01-01T00:00:00+07:00"))
        .priority(10)
        .send()
        .join();
    var changed = engine.task(key);
    Expect.equal("groups", List.of("kasi"), changed.getCandidateGroups());
    Expect.equal("users", List.of("budi", "sari"), changed.getCandidateUsers());
    Expect.equal("due", null, changed.getDueDate());
    Expect.equal("priority", 10, changed.getPriority());
    Expect.equal(
        "follow-up",
        OffsetDateTime.parse("2032-01-01T00:00:00+07:00").toInstant(),
        changed.getFollowUpDate().toInstant());
  }

  private static void complete(Engine engine) {
    var key = one(engine);
    var task = engine.task(key).getUserTaskKey();
    engine.client.newCompleteUserTaskCommand(task).variables(Map.of("answer", "yes")).send().join();
    engine.completed(key);
    Expect.equal("answer", "\"yes\"", engine.variable(key, "answer"));
    Expect.equal("state", "COMPLETED", engine.task(key).getState().name());
    Expect.refused(
        "again", Status.Code.NOT_FOUND, 404, () -> engine.client.newCompleteUserTaskCommand(task).send().join());
  }

  private static void form(Engine engine) {
    var text = "{\"id\":\"" + engine.id + "\",\"type\":\"default\",\"components\":[]}";
    engine.client.newDeployResourceCommand().addResourceStringUtf8(text, engine.id + ".form").send().join();
    engine.deploy(start -> start.userTask("task", t -> t.zeebeUserTask().zeebeFormId(engine.id)).endEvent());
    var key = engine.start();
    var form = engine.client.newUserTaskGetFormRequest(engine.task(key).getUserTaskKey()).send().join();
    Expect.equal("form", engine.id, form.getFormId());
    Expect.that("content", form.getSchema().toString().contains("components"));
  }

  private static void variables(Engine engine) {
    var key = one(engine);
    var found =
        engine
            .client
            .newUserTaskVariableSearchRequest(engine.task(key).getUserTaskKey())
            .filter(f -> f.name("a"))
            .send()
            .join()
            .items();
    Expect.equal("variables", 1, found.size());
    Expect.equal("value", "1", found.get(0).getValue());
  }

  private static ActivatedJob listener(Engine engine, String type) {
    return engine
        .client
        .newActivateJobsCommand()
        .jobType(type)
        .maxJobsToActivate(1)
        .requestTimeout(Engine.LONG)
        .send()
        .join()
        .getJobs()
        .get(0);
  }

  private static long withListener(Engine engine) {
    engine.deploy(
        start ->
            start
                .userTask("task", t -> t.zeebeUserTask().zeebeTaskListener(l -> l.assigning().type(engine.id)))
                .endEvent());
    return engine.start();
  }

  private static void corrects(Engine engine) throws Exception {
    var key = withListener(engine);
    var task = engine.task(key).getUserTaskKey();
    var assigning = engine.client.newAssignUserTaskCommand(task).assignee("budi").send();
    var job = listener(engine, engine.id);
    Expect.equal("kind", "TASK_LISTENER", job.getKind().name());
    Expect.equal("event", "ASSIGNING", job.getListenerEventType().name());
    Expect.equal("assignee", "budi", job.getUserTask().getAssignee());
    Expect.equal("task", task, job.getUserTask().getUserTaskKey());
    engine
        .client
        .newCompleteCommand(job)
        .withResult(r -> r.forUserTask().correctAssignee("sari").correctPriority(12).correctCandidateGroups(List.of("x")))
        .send()
        .join();
    assigning.toCompletableFuture().get(15, TimeUnit.SECONDS);
    var changed = engine.task(key);
    Expect.equal("assignee", "sari", changed.getAssignee());
    Expect.equal("priority", 12, changed.getPriority());
    Expect.equal("groups", List.of("x"), changed.getCandidateGroups());
  }

  private static void denies(Engine engine) throws Exception {
    var key = withListener(engine);
    var task = engine.task(key).getUserTaskKey();
    var assigning = engine.client.newAssignUserTaskCommand(task).assignee("budi").send();
    engine.client.newCompleteCommand(listener(engine, engine.id)).withResult(r -> r.forUserTask().deny(true, "not he")).send().join();
    try {
      assigning.toCompletableFuture().get(15, TimeUnit.SECONDS);
    } catch (ExecutionException denied) {
      Expect.equal("assignee", null, engine.task(key).getAssignee());
      return;
    }
    throw new AssertionError("the assignment was not refused");
  }

  /** A listener's job by gRPC, the task's command by REST: the result must come through both ways. */
  private static void overGrpc(Engine engine) throws Exception {
    var key = withListener(engine);
    var task = engine.task(key).getUserTaskKey();
    var assigning = engine.client.newAssignUserTaskCommand(task).assignee("budi").send();
    var job = listener(engine, engine.id);
    Expect.equal("event", "ASSIGNING", job.getListenerEventType().name());
    Expect.equal("task", task, job.getUserTask().getUserTaskKey());
    engine
        .client
        .newCompleteCommand(job)
        .useGrpc()
        .withResult(r -> r.forUserTask().correctAssignee("sari"))
        .send()
        .join();
    assigning.toCompletableFuture().get(15, TimeUnit.SECONDS);
    Expect.equal("assignee", "sari", engine.task(key).getAssignee());
  }
}
