package io.athanor.wire

import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.TimeUnit.{MILLISECONDS, MINUTES, SECONDS}

import io.grpc.{CallCredentials, CallOptions, ManagedChannel, Metadata}
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder
import io.grpc.netty.shaded.io.netty.channel.ChannelOption

/**
 * Flight to one address, a bridge's or a store's; every call carries the token and has a deadline or an idle limit.
 * Threads may share it. It connects at the first call, and again when it must.
 */
final class FlightChannel(val address: BridgeAddress, connectTimeoutMs: Int = 10000) extends AutoCloseable {
  private val channel: ManagedChannel = open()

  /** The answers of an action, as they come; each must come within `deadlineMs` of the one before. */
  def doAction(name: String, body: String, deadlineMs: Long): Iterator[String] = {
    val call = channel.newCall(FlightMethods.doAction, options)
    new AnswerStream(address, deadlineMs).start(call, FlightMessages.action(name, body))
      .map(answer => new String(FlightMessages.resultBody(answer), UTF_8))
  }

  def getFlightInfo(command: String, deadlineMs: Long): FlightInfo = {
    val call = channel.newCall(FlightMethods.getFlightInfo, options.withDeadlineAfter(deadlineMs, MILLISECONDS))
    val answers = new AnswerStream(address, deadlineMs + 1000).start(call, FlightMessages.commandDescriptor(command))
    val info = FlightInfo.parse(answers.next())
    answers.hasNext // Its end, so that the call is over.
    info
  }

  /** The rows of a ticket. Close it when it is not read to its end. */
  def doGet(ticket: Array[Byte]): MessageStream = {
    val answers = new AnswerStream(address, FlightChannel.StreamIdleMs)
    new MessageStream(answers.start(channel.newCall(FlightMethods.doGet, options), FlightMessages.ticket(ticket)))
  }

  def doPut(isCancelled: () => Boolean): PutStream =
    new PutStream(
      channel.newCall(FlightMethods.doPut, options),
      address,
      FlightChannel.StreamIdleMs,
      isCancelled
    ).start()

  override def close(): Unit = channel.shutdownNow()

  private def open(): ManagedChannel = {
    val builder = NettyChannelBuilder
      .forAddress(address.host, address.port)
      // The default of 64 KiB halves the rate on loopback and is hopeless across a network.
      .flowControlWindow(FlightChannel.WindowBytes)
      .maxInboundMessageSize(Int.MaxValue)
      .withOption[Integer](ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMs)
      // gRPC's own retries keep a copy of what was sent; a part's retry is Spark's business.
      .disableRetry()
      .keepAliveTime(30, SECONDS)
      .idleTimeout(5, MINUTES)
    if (address.isTls) Tls.configure(builder, address.tls) else builder.usePlaintext()
    builder.build()
  }

  private def options: CallOptions = address.token match {
    case Some(token) => CallOptions.DEFAULT.withCallCredentials(new FlightChannel.Bearer(token))
    case None => CallOptions.DEFAULT
  }
}

object FlightChannel {
  private val WindowBytes = 8 << 20
  private val StreamIdleMs = 120000L
  private val Authorization = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)

  private class Bearer(token: String) extends CallCredentials {
    override def applyRequestMetadata(
        request: CallCredentials.RequestInfo,
        executor: java.util.concurrent.Executor,
        applier: CallCredentials.MetadataApplier
    ): Unit = {
      val headers = new Metadata
      headers.put(Authorization, s"Bearer $token")
      applier.apply(headers)
    }
  }
}

/** The messages of one DoGet. */
final class MessageStream private[wire] (answers: AnswerStream) extends Iterator[GetMessage] with AutoCloseable {
  override def hasNext: Boolean = answers.hasNext
  override def next(): GetMessage = GetMessage.parse(answers.next())
  override def close(): Unit = answers.close()
}
