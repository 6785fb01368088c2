import io.camunda.client.CamundaClient;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.response.ProcessInstanceEvent;
import io.camunda.client.api.search.response.Incident;
import io.camunda.client.api.search.response.UserTask;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.model.bpmn.BpmnModelInstance;
import io.camunda.zeebe.model.bpmn.builder.AbstractFlowNodeBuilder;
import io.camunda.zeebe.model.bpmn.builder.StartEventBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The engine as one check sees it: a client over one of the two APIs, and names that nobody else uses. */
final class Engine {
  static final Duration LONG = Duration.ofSeconds(15);
  private static final String RUN = Long.toString(System.nanoTime() & 0xffffffffL, 36);
  private static int checks;

  final CamundaClient client;
  final boolean rest;
  final String id;

  Engine(CamundaClient client, boolean rest) {
    this.client = client;
    this.rest = rest;
    this.id = "c" + RUN + "_" + ++checks;
  }

  /** A process with the check's own id, deployed; the key of its definition. */
  long deploy(Function<StartEventBuilder, AbstractFlowNodeBuilder<?, ?>> flow) {
    return deploy(id, flow);
  }

  long deploy(String process, Function<StartEventBuilder, AbstractFlowNodeBuilder<?, ?>> flow) {
    return deploy(process, flow.apply(Bpmn.createExecutableProcess(process).startEvent("start")).done());
  }

  long deploy(String process, BpmnModelInstance model) {
    var done = client.newDeployResourceCommand().addProcessModel(model, process + ".bpmn").send().join();
    return done.getProcesses().get(0).getProcessDefinitionKey();
  }

  /** Starts the newest version of the check's own process. */
  long start() {
    return start(Map.of());
  }

  long start(Map<String, Object> variables) {
    return create(variables).getProcessInstanceKey();
  }

  ProcessInstanceEvent create(Map<String, Object> variables) {
    return client.newCreateInstanceCommand().bpmnProcessId(id).latestVersion().variables(variables).send().join();
  }

  /** Jobs of a type that can be had now. */
  List<ActivatedJob> jobs(String type) {
    return activate(type, Duration.ofMinutes(5), 10);
  }

  List<ActivatedJob> activate(String type, Duration timeout, int most) {
    return client
        .newActivateJobsCommand()
        .jobType(type)
        .maxJobsToActivate(most)
        .timeout(timeout)
        .workerName("conformance")
        .requestTimeout(Duration.ofMillis(-1))
        .send()
        .join()
        .getJobs();
  }

  /** The one job of a type, which must be there or come soon: what the clock brings comes after its own answer. */
  ActivatedJob job(String type) {
    var found =
        client
            .newActivateJobsCommand()
            .jobType(type)
            .maxJobsToActivate(10)
            .timeout(Duration.ofMinutes(5))
            .workerName("conformance")
            .requestTimeout(LONG)
            .send()
            .join()
            .getJobs();
    Expect.equal("jobs of " + type, 1, found.size());
    return found.get(0);
  }

  void noJob(String type) {
    Expect.equal("jobs of " + type, 0, jobs(type).size());
  }

  void complete(ActivatedJob job, Map<String, Object> variables) {
    client.newCompleteCommand(job).variables(variables).send().join();
  }

  /** The state of an instance, by name; search sees what was just acknowledged. */
  String state(long instance) {
    return client.newProcessInstanceGetRequest(instance).send().join().getState().name();
  }

  void completed(long instance) {
    Expect.equal("state of the instance", "COMPLETED", state(instance));
  }

  void active(long instance) {
    Expect.equal("state of the instance", "ACTIVE", state(instance));
  }

  /** A variable of an instance as JSON text, or null. */
  String variable(long instance, String name) {
    var found =
        client
            .newVariableSearchRequest()
            .filter(f -> f.processInstanceKey(instance).scopeKey(instance).name(name))
            .send()
            .join()
            .items();
    return found.isEmpty() ? null : found.get(0).getValue();
  }

  Incident incident(long instance) {
    var found =
        client
            .newIncidentSearchRequest()
            .filter(f -> f.processInstanceKey(instance).state(io.camunda.client.api.search.enums.IncidentState.ACTIVE))
            .send()
            .join()
            .items();
    Expect.equal("incidents", 1, found.size());
    return found.get(0);
  }

  UserTask task(long instance) {
    var found = client.newUserTaskSearchRequest().filter(f -> f.processInstanceKey(instance)).send().join().items();
    Expect.equal("user tasks", 1, found.size());
    return found.get(0);
  }

  long element(long instance, String elementId) {
    return client
        .newElementInstanceSearchRequest()
        .filter(f -> f.processInstanceKey(instance).elementId(elementId))
        .send()
        .join()
        .items()
        .get(0)
        .getElementInstanceKey();
  }

  /** Moves the engine's clock, which stands from then on until `reset`. */
  Instant ahead(Duration duration) {
    var time = Instant.now().plus(duration);
    client.newPinClockCommand().time(time).send().join();
    return time;
  }

  void resetClock() {
    client.newResetClockCommand().send().join();
  }
}
