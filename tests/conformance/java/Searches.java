import io.camunda.client.api.search.enums.ElementInstanceState;
import io.camunda.client.api.search.enums.ProcessInstanceState;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be asked; all of it sees what was just acknowledged. */
final class Searches {
  private Searches() {}

  static void add(Conformance checks) {
    checks.rest("search: process definitions", Searches::definitions);
    checks.rest("search: process instances", Searches::instances);
    checks.rest("search: pages", Searches::pages);
    checks.rest("search: element instances", Searches::elements);
    checks.rest("search: variables", Searches::variables);
    checks.rest("search: incidents", Searches::incidents);
    checks.rest("search: jobs", Searches::jobs);
    checks.rest("search: message subscriptions", Searches::subscriptions);
    checks.rest("search: user tasks", Searches::tasks);
    checks.rest("statistics and sequence flows", Searches::statistics);
    checks.rest("incident of an instance is resolved", Searches::resolveAll);
  }

  private static void two(Engine engine) {
    engine.deploy(
        start ->
            start
                .serviceTask("a", t -> t.name("Pertama").zeebeJobType(engine.id + "a"))
                .serviceTask("b", t -> t.zeebeJobType(engine.id + "b"))
                .endEvent("end"));
  }

  private static void definitions(Engine engine) {
    two(engine);
    var second = engine.deploy(start -> start.endEvent());
    var client = engine.client;
    var all = client.newProcessDefinitionSearchRequest().filter(f -> f.processDefinitionId(engine.id)).sort(s -> s.version().asc()).send().join();
    Expect.equal("versions", List.of(1, 2), all.items().stream().map(d -> d.getVersion()).toList());
    Expect.equal("total", 2L, all.page().totalItems());
    var newest = client.newProcessDefinitionSearchRequest().filter(f -> f.processDefinitionId(engine.id).isLatestVersion(true)).send().join();
    Expect.equal("newest", second, newest.items().get(0).getProcessDefinitionKey());
    var got = client.newProcessDefinitionGetRequest(second).send().join();
    Expect.equal("resource", engine.id + ".bpmn", got.getResourceName());
    var xml = client.newProcessDefinitionGetXmlRequest(second).send().join();
    Expect.that("xml", xml.contains("id=\"" + engine.id + "\""));
    Expect.refused("unknown", Status.Code.NOT_FOUND, 404, () -> client.newProcessDefinitionGetRequest(5).send().join());
  }

  private static void instances(Engine engine) {
    two(engine);
    var first = engine.start(Map.of("n", 1));
    var second = engine.start(Map.of("n", 2));
    engine.client.newCancelInstanceCommand(second).send().join();
    var client = engine.client;
    var active =
        client
            .newProcessInstanceSearchRequest()
            .filter(f -> f.processDefinitionId(engine.id).state(ProcessInstanceState.ACTIVE))
            .send()
            .join();
    Expect.equal("active", List.of(first), active.items().stream().map(i -> i.getProcessInstanceKey()).toList());
    var cancelled = client.newProcessInstanceGetRequest(second).send().join();
    Expect.equal("state", ProcessInstanceState.TERMINATED, cancelled.getState());
    Expect.that("end", cancelled.getEndDate() != null);
    var some =
        client.newProcessInstanceSearchRequest().filter(f -> f.processInstanceKey(k -> k.in(first, second))).send().join();
    Expect.equal("both", 2, some.items().size());
    var byVariable =
        client.newProcessInstanceSearchRequest().filter(f -> f.processDefinitionId(engine.id).variables(Map.of("n", 2))).send().join();
    Expect.equal("by variable", List.of(second), byVariable.items().stream().map(i -> i.getProcessInstanceKey()).toList());
    Expect.equal("root", first, active.items().get(0).getRootProcessInstanceKey());
  }

  private static void pages(Engine engine) {
    two(engine);
    for (int number = 0; number < 7; number++) {
      engine.start(Map.of("n", number));
    }
    var client = engine.client;
    var first =
        client
            .newProcessInstanceSearchRequest()
            .filter(f -> f.processDefinitionId(engine.id))
            .sort(s -> s.processInstanceKey().desc())
            .page(p -> p.limit(3))
            .send()
            .join();
    Expect.equal("first page", 3, first.items().size());
    Expect.equal("total", 7L, first.page().totalItems());
    var second =
        client
            .newProcessInstanceSearchRequest()
            .filter(f -> f.processDefinitionId(engine.id))
            .sort(s -> s.processInstanceKey().desc())
            .page(p -> p.limit(3).after(first.page().endCursor()))
            .send()
            .join();
    var third =
        client
            .newProcessInstanceSearchRequest()
            .filter(f -> f.processDefinitionId(engine.id))
            .sort(s -> s.processInstanceKey().desc())
            .page(p -> p.limit(3).from(6))
            .send()
            .join();
    var keys =
        List.of(first, second, third).stream()
            .flatMap(page -> page.items().stream())
            .map(i -> i.getProcessInstanceKey())
            .collect(Collectors.toList());
    Expect.equal("all of them", 7L, keys.stream().distinct().count());
    Expect.equal("order", keys.stream().sorted(java.util.Comparator.reverseOrder()).toList(), keys);
  }

  private static void elements(Engine engine) {
    two(engine);
    var key = engine.start();
    engine.complete(engine.job(engine.id + "a"), Map.of());
    var client = engine.client;
    var done =
        client
            .newElementInstanceSearchRequest()
            .filter(f -> f.processInstanceKey(key).elementId("a"))
            .send()
            .join()
            .items()
            .get(0);
    Expect.equal("state", ElementInstanceState.COMPLETED, done.getState());
    Expect.equal("name", "Pertama", done.getElementName());
    Expect.equal("type", "SERVICE_TASK", done.getType().name());
    var active =
        client
            .newElementInstanceSearchRequest()
            .filter(f -> f.processInstanceKey(key).state(ElementInstanceState.ACTIVE).elementId("b"))
            .send()
            .join();
    Expect.equal("active", 1, active.items().size());
    var got = client.newElementInstanceGetRequest(done.getElementInstanceKey()).send().join();
    Expect.equal("get", "a", got.getElementId());
  }

  private static void variables(Engine engine) {
    two(engine);
    var key = engine.start(Map.of("text", "é", "number", 1.5, "deep", Map.of("a", List.of(1))));
    Expect.equal("text", "\"é\"", engine.variable(key, "text"));
    Expect.equal("number", "1.5", engine.variable(key, "number"));
    Expect.equal("deep", "{\"a\":[1]}", engine.variable(key, "deep"));
    engine.client.newSetVariablesCommand(key).variables(Map.of("number", 2)).send().join();
    Expect.equal("changed", "2", engine.variable(key, "number"));
    var found = engine.client.newVariableSearchRequest().filter(f -> f.processInstanceKey(key)).send().join();
    Expect.equal("variables", 3, found.items().size());
    var one = found.items().get(0);
    Expect.equal("get", one.getName(), engine.client.newVariableGetRequest(one.getVariableKey()).send().join().getName());
  }

  private static void incidents(Engine engine) {
    two(engine);
    var key = engine.start();
    engine.client.newFailCommand(engine.job(engine.id + "a")).retries(0).errorMessage("m").send().join();
    var incident = engine.incident(key);
    var got = engine.client.newIncidentGetRequest(incident.getIncidentKey()).send().join();
    Expect.equal("instance", key, got.getProcessInstanceKey());
    Expect.equal("process", engine.id, got.getProcessDefinitionId());
    var with = engine.client.newProcessInstanceSearchRequest().filter(f -> f.processDefinitionId(engine.id).hasIncident(true)).send().join();
    Expect.equal("instances with incident", 1, with.items().size());
  }

  private static void jobs(Engine engine) {
    two(engine);
    var key = engine.start();
    var waiting = engine.client.newJobSearchRequest().filter(f -> f.processInstanceKey(key)).send().join().items();
    Expect.equal("jobs", 1, waiting.size());
    Expect.equal("state", "CREATED", waiting.get(0).getState().name());
    engine.complete(engine.job(engine.id + "a"), Map.of());
    var done = engine.client.newJobSearchRequest().filter(f -> f.jobKey(waiting.get(0).getJobKey())).send().join().items();
    Expect.equal("state", "COMPLETED", done.get(0).getState().name());
    Expect.equal("worker", "conformance", done.get(0).getWorker());
  }

  private static void subscriptions(Engine engine) {
    engine.deploy(
        start ->
            start
                .intermediateCatchEvent("wait", e -> e.message(m -> m.name(engine.id).zeebeCorrelationKeyExpression("key")))
                .endEvent());
    var key = engine.start(Map.of("key", "k"));
    var open = engine.client.newMessageSubscriptionSearchRequest().filter(f -> f.processInstanceKey(key)).send().join().items();
    Expect.equal("subscriptions", 1, open.size());
    Expect.equal("name", engine.id, open.get(0).getMessageName());
    Expect.equal("key", "k", open.get(0).getCorrelationKey());
    engine.client.newPublishMessageCommand().messageName(engine.id).correlationKey("k").send().join();
    var met = engine.client.newCorrelatedMessageSubscriptionSearchRequest().filter(f -> f.processInstanceKey(key)).send().join().items();
    Expect.equal("correlated", 1, met.size());
    Expect.equal("element", "wait", met.get(0).getElementId());
  }

  private static void tasks(Engine engine) {
    engine.deploy(start -> start.userTask("task", t -> t.zeebeUserTask().zeebeAssigneeExpression("who")).endEvent());
    engine.start(Map.of("who", engine.id + "budi"));
    engine.start(Map.of("who", engine.id + "sari"));
    var found = engine.client.newUserTaskSearchRequest().filter(f -> f.assignee(engine.id + "sari")).send().join().items();
    Expect.equal("tasks", 1, found.size());
    var sorted =
        engine
            .client
            .newUserTaskSearchRequest()
            .filter(f -> f.bpmnProcessId(engine.id))
            .sort(s -> s.creationDate().desc())
            .send()
            .join()
            .items();
    Expect.equal("tasks", 2, sorted.size());
  }

  private static void statistics(Engine engine) {
    two(engine);
    var key = engine.start();
    var definition = engine.client.newProcessInstanceGetRequest(key).send().join().getProcessDefinitionKey();
    engine.complete(engine.job(engine.id + "a"), Map.of());
    var byElement =
        engine.client.newProcessInstanceElementStatisticsRequest(key).send().join().stream()
            .collect(Collectors.toMap(s -> s.getElementId(), s -> s));
    Expect.equal("completed", 1L, byElement.get("a").getCompleted());
    Expect.equal("active", 1L, byElement.get("b").getActive());
    var overall = engine.client.newProcessDefinitionElementStatisticsRequest(definition).send().join();
    Expect.that("statistics of the definition", overall.stream().anyMatch(s -> s.getElementId().equals("b") && s.getActive() == 1));
    var flows = engine.client.newProcessInstanceSequenceFlowsRequest(key).send().join();
    Expect.equal("sequence flows", 2, flows.size());
  }

  private static void resolveAll(Engine engine) {
    two(engine);
    var key = engine.start();
    var job = engine.job(engine.id + "a");
    engine.client.newFailCommand(job).retries(0).send().join();
    engine.client.newUpdateRetriesCommand(job).retries(1).send().join();
    engine.client.newResolveProcessInstanceIncidentsCommand(key).send().join();
    Expect.equal("jobs", 1, engine.jobs(engine.id + "a").size());
  }
}
