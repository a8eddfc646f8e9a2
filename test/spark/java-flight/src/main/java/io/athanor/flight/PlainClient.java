package io.athanor.flight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.SyncPutListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** flight-core's client with the bearer token in each call, and matrices as it sees them: FixedSizeList columns. */
final class PlainClient implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final long DEADLINE_SECONDS = 60;
  private static final ArrowType DOUBLE = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

  private final BufferAllocator allocator = new RootAllocator();
  private final CallOption[] options;
  final FlightClient flight;

  PlainClient(String url, String token) throws Exception {
    // Its Location knows grpc+tcp, which is what grpc:// means.
    flight = FlightClient.builder(allocator, new Location(url.replaceFirst("^grpc:", "grpc+tcp:"))).build();
    FlightCallHeaders headers = new FlightCallHeaders();
    if (token != null) headers.insert("authorization", "Bearer " + token);
    options = new CallOption[] {
      new HeaderCallOption(headers), CallOptions.timeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
    };
  }

  CallOption[] options() {
    return options;
  }

  /** The last result of an action of the bridge's own. */
  JsonNode action(String name, Map<String, ?> body) throws IOException {
    Iterator<org.apache.arrow.flight.Result> results =
        flight.doAction(new Action("athanor." + name, JSON.writeValueAsBytes(body)), options);
    JsonNode last = null;
    while (results.hasNext()) last = JSON.readTree(results.next().getBody());
    return last;
  }

  static FlightDescriptor command(Object body) throws IOException {
    return FlightDescriptor.command(JSON.writeValueAsBytes(body));
  }

  /** Sends rows of one width as one stream, batch by batch. @return the receipt */
  JsonNode put(String name, double[][] rows, int batchRows) throws Exception {
    int width = rows[0].length;
    Field item = new Field("item", FieldType.notNullable(DOUBLE), null);
    Field row = new Field("row", FieldType.notNullable(new ArrowType.FixedSizeList(width)), List.of(item));
    Schema schema = new Schema(List.of(row), Map.of("athanor.rows", String.valueOf(rows.length)));
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        SyncPutListener listener = new SyncPutListener()) {
      FlightClient.ClientStreamListener stream =
          flight.startPut(FlightDescriptor.path(name), root, listener, options);
      for (int from = 0; from < rows.length; from += batchRows) {
        fill(root, rows, from, Math.min(rows.length, from + batchRows));
        stream.putNext();
      }
      stream.completed();
      try (PutResult result = listener.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        byte[] receipt = new byte[(int) result.getApplicationMetadata().readableBytes()];
        result.getApplicationMetadata().getBytes(0, receipt);
        stream.getResult();
        return JSON.readTree(receipt);
      }
    }
  }

  private static void fill(VectorSchemaRoot root, double[][] rows, int from, int to) {
    FixedSizeListVector lists = (FixedSizeListVector) root.getVector(0);
    Float8Vector values = (Float8Vector) lists.getDataVector();
    int width = lists.getListSize();
    root.allocateNew();
    for (int i = from; i < to; i++) {
      lists.setNotNull(i - from);
      for (int j = 0; j < width; j++) values.setSafe((i - from) * width + j, rows[i][j]);
    }
    values.setValueCount((to - from) * width);
    root.setRowCount(to - from);
  }

  /** Whether the flight's endpoints, in their order, give these rows bit for bit. */
  boolean gives(FlightInfo info, double[][] rows) throws Exception {
    int at = 0;
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      try (FlightStream stream = flight.getStream(endpoint.getTicket(), options)) {
        while (stream.next()) {
          FixedSizeListVector lists = (FixedSizeListVector) stream.getRoot().getVector("row");
          Float8Vector values = (Float8Vector) lists.getDataVector();
          for (int i = 0; i < lists.getValueCount(); i++, at++) {
            for (int j = 0; j < lists.getListSize(); j++)
              if (values.get(i * lists.getListSize() + j) != rows[at][j]) return false;
          }
        }
      }
    }
    return at == rows.length;
  }

  static JsonNode facts(FlightInfo info) throws IOException {
    return JSON.readTree(new String(info.getAppMetadata(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws Exception {
    flight.close();
    allocator.close();
  }
}
