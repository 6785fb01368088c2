import io.camunda.client.api.command.ClientHttpException;
import io.camunda.client.api.command.ClientStatusException;
import io.grpc.Status;
import java.util.Objects;
import java.util.function.Supplier;

/** Assertions; a check that fails says what was expected. */
final class Expect {
  private Expect() {}

  static void equal(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }

  static void that(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError(what + ": does not hold");
    }
  }

  /** The call is refused: with this status over gRPC, or this one over HTTP. */
  static void refused(String what, Status.Code grpc, int http, Supplier<?> call) {
    try {
      call.get();
    } catch (ClientStatusException refusal) {
      equal(what + " (gRPC)", grpc, refusal.getStatusCode());
      return;
    } catch (ClientHttpException refusal) {
      equal(what + " (HTTP)", http, refusal.code());
      return;
    }
    throw new AssertionError(what + ": was not refused");
  }
}
