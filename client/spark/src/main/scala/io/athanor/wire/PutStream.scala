package io.athanor.wire

import java.nio.ByteBuffer
import java.nio.charset.StandardCharsets.UTF_8

import io.athanor.AthanorException
import io.grpc.{ClientCall, Metadata, Status}

/**
 * One DoPut, fed by one thread that waits whenever the network is behind: a batch is in memory once, in its builder.
 * The thread notices within a fraction of a second when `isCancelled` turns true.
 */
final class PutStream private[wire] (
    call: ClientCall[PutMessage, ByteBuffer],
    address: BridgeAddress,
    idleTimeoutMs: Long,
    isCancelled: () => Boolean
) extends ClientCall.Listener[ByteBuffer] {
  @volatile private var status: Status = null
  private val answers = new java.util.ArrayDeque[String]

  private[wire] def start(): PutStream = {
    call.start(this, new Metadata)
    call.request(2)
    this
  }

  override def onReady(): Unit = synchronized(notifyAll())
  override def onMessage(message: ByteBuffer): Unit = synchronized {
    answers.add(new String(FlightMessages.putMetadata(message), UTF_8))
    call.request(1)
    notifyAll()
  }
  override def onClose(end: Status, trailers: Metadata): Unit = synchronized {
    status = end
    notifyAll()
  }

  /** Hands a message to the network, when that has room for it. The message's bytes may be used again afterwards. */
  def send(message: PutMessage): Unit = {
    waitUntil(call.isReady, "takes nothing more")
    if (hasEnded) throw incomplete("ended the stream early")
    call.sendMessage(message)
  }

  /** The next answer, as JSON, to what was sent on a stream that goes on. */
  def answer(): String = synchronized {
    waitUntil(!answers.isEmpty, "answers nothing")
    if (answers.isEmpty) throw incomplete("ended the stream early")
    answers.poll()
  }

  /** @return the receipt, as JSON: the only proof that the part is kept */
  def finish(): String = {
    call.halfClose()
    waitUntil(false, "sends no receipt")
    if (answers.isEmpty) throw incomplete("gave no receipt")
    answers.poll()
  }

  /** Nothing of the attempt is kept. Harmless after the end. */
  def cancel(why: String): Unit = call.cancel(why, null)

  /** Waits for the condition or a good end. @throws AthanorException how the stream ended before */
  private def waitUntil(condition: => Boolean, complaint: String): Unit = synchronized {
    val idleSince = System.nanoTime()
    while (!hasEnded && !condition) {
      if (isCancelled()) throw new InterruptedException("the task was killed")
      if ((System.nanoTime() - idleSince) / 1000000 > idleTimeoutMs) {
        cancel("idle")
        throw new AthanorException("ATHANOR_STREAM_IDLE", s"$address $complaint for $idleTimeoutMs ms; send again")
      }
      wait(PutStream.PollMs)
    }
    if (hasEnded && !status.isOk) throw GrpcErrors.toException(status, address)
  }

  private def hasEnded: Boolean = status != null

  private def incomplete(what: String): AthanorException =
    new AthanorException("ATHANOR_INCOMPLETE_STREAM", s"$address $what; send again")
}

private object PutStream {
  val PollMs = 100L
}
