package io.athanor.flight;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PollInfo;
import org.apache.arrow.flight.RenewFlightEndpointRequest;

/** Run as `Scenarios URL TOKEN`: what a client of Arrow's own sees of a bridge, as one line `REPORT {json}`. */
public final class Scenarios {
  private static final int ROWS = 8000;
  private static final int COLS = 200;
  private static final int ITERATIONS = 400;

  private Scenarios() {}

  public static void main(String[] args) throws Exception {
    Map<String, Object> report = new LinkedHashMap<>();
    try (PlainClient stranger = new PlainClient(args[0], null)) {
      report.put("withoutToken", refusal(() -> stranger.action("status", Map.of())));
    }
    try (PlainClient client = new PlainClient(args[0], args[1])) {
      double[][] sent = positive();
      report.put("roundTrip", roundTrip(client, sent));
      report.put("renewal", renewal(client, sent));
      report.put("badCommand", refusal(() -> poll(client, PlainClient.command(factorisation(COLS + 1)))));
      report.put("polled", polled(client));
      report.put("cancelled", cancelled(client));
      client.action("dropMatrix", Map.of("matrix", "java"));
    }
    System.out.println("REPORT " + PlainClient.JSON.writeValueAsString(report));
  }

  private static double[][] positive() {
    Random random = new Random(1);
    double[][] rows = new double[ROWS][COLS];
    for (double[] row : rows) for (int j = 0; j < COLS; j++) row[j] = random.nextDouble();
    return rows;
  }

  private static Map<String, Object> roundTrip(PlainClient client, double[][] sent) throws Exception {
    JsonNode receipt = client.put("java", sent, 1000);
    JsonNode sealed = client.action("sealMatrix", Map.of("matrix", "java"));
    FlightInfo info = client.flight.getInfo(FlightDescriptor.path("java"), client.options());
    return Map.of(
        "received", receipt.path("rows").asInt(),
        "state", sealed.path("state").asText(),
        "records", info.getRecords(),
        "equal", client.gives(info, sent));
  }

  private static Map<String, Object> renewal(PlainClient client, double[][] sent) throws Exception {
    FlightInfo info = client.flight.getInfo(FlightDescriptor.path("java"), client.options());
    List<FlightEndpoint> renewed = new ArrayList<>();
    boolean later = true;
    for (FlightEndpoint old : info.getEndpoints()) {
      FlightEndpoint fresh =
          client.flight.renewFlightEndpoint(new RenewFlightEndpointRequest(old), client.options());
      later &= !fresh.getExpirationTime().get().isBefore(old.getExpirationTime().get());
      renewed.add(fresh);
    }
    FlightInfo again =
        FlightInfo.builder(info.getSchema(), info.getDescriptor(), renewed).setOrdered(true).build();
    return Map.of("later", later, "equal", client.gives(again, sent));
  }

  /** So many iterations that it takes seconds: a poll answers after one. */
  private static Map<String, Object> factorisation(int k) {
    Map<String, Object> params = Map.of("k", k, "tol", 0.0, "maxIterations", ITERATIONS);
    return Map.of("routine", "rowwise.nmf", "inputs", Map.of("a", "java"), "params", params);
  }

  private static PollInfo poll(PlainClient client, FlightDescriptor descriptor) {
    return client.flight.pollInfo(descriptor, client.options());
  }

  private static Map<String, Object> polled(PlainClient client) throws Exception {
    List<Double> progress = new ArrayList<>();
    Optional<FlightDescriptor> next = Optional.of(PlainClient.command(factorisation(20)));
    PollInfo polled = null;
    int polls = 0;
    for (; next.isPresent(); next = polled.getFlightDescriptor()) {
      polled = poll(client, next.get());
      polled.getProgress().ifPresent(progress::add);
      polls++;
    }
    FlightInfo info = polled.getFlightInfo();
    List<String> roles = new ArrayList<>();
    try (FlightStream stream = client.flight.getStream(info.getEndpoints().get(0).getTicket(), client.options())) {
      while (stream.next())
        for (int i = 0; i < stream.getRoot().getRowCount(); i++)
          roles.add(stream.getRoot().getVector("role").getObject(i).toString());
    }
    return Map.of(
        "polls", polls,
        "progress", progress,
        "roles", roles,
        "iterations", PlainClient.facts(info).path("iterations").asInt());
  }

  private static Map<String, Object> cancelled(PlainClient client) throws Exception {
    Map<String, Object> endless =
        Map.of("routine", "misbehave.misbehave", "inputs", Map.of("a", "java"), "params", Map.of("how", "waitForCancel"));
    PollInfo running = poll(client, PlainClient.command(endless));
    JsonNode job = PlainClient.facts(running.getFlightInfo()).path("job");
    String status = client.flight
        .cancelFlightInfo(new CancelFlightInfoRequest(running.getFlightInfo()), client.options())
        .getStatus()
        .toString();
    JsonNode ended = client.action("watch", Map.of("job", job.path("id").asText())).path("job");
    return Map.of(
        "before", job.path("state").asText(),
        "status", status,
        "after", ended.path("state").asText(),
        "polledAgain", refusal(() -> poll(client, running.getFlightDescriptor().get())));
  }

  private interface Refused {
    Object call() throws Exception;
  }

  /** The code and the gRPC status that Arrow's Java makes of a refusal. */
  private static Map<String, String> refusal(Refused body) throws Exception {
    try {
      body.call();
      return Map.of();
    } catch (FlightRuntimeException error) {
      return Map.of("status", error.status().code().name(), "message", error.status().description());
    }
  }
}
