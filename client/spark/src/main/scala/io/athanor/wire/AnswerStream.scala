package io.athanor.wire

import java.nio.ByteBuffer
import java.util.concurrent.{LinkedBlockingQueue, TimeUnit}

import io.athanor.AthanorException
import io.grpc.{ClientCall, Metadata, Status}

/**
 * The answers of one call, taken by one thread while they come. At most `Ahead` of them wait to be taken, so a slow
 * reader holds the sender back. Ends by itself after the last answer; close() gives the rest up.
 */
private[wire] final class AnswerStream(address: BridgeAddress, idleTimeoutMs: Long)
    extends ClientCall.Listener[ByteBuffer] with Iterator[ByteBuffer] with AutoCloseable {
  private val arrived = new LinkedBlockingQueue[AnyRef]
  private var call: ClientCall[_, ByteBuffer] = null
  private var next_ : ByteBuffer = null
  private var ended = false

  def start[Q](opened: ClientCall[Q, ByteBuffer], request: Q): AnswerStream = {
    call = opened
    opened.start(this, new Metadata)
    opened.request(AnswerStream.Ahead)
    opened.sendMessage(request)
    opened.halfClose()
    this
  }

  override def onMessage(message: ByteBuffer): Unit = arrived.put(message)
  override def onClose(status: Status, trailers: Metadata): Unit = arrived.put(status)

  override def hasNext: Boolean = {
    if (next_ == null && !ended) await()
    next_ != null
  }

  override def next(): ByteBuffer = {
    if (!hasNext) throw new NoSuchElementException("the stream has ended")
    val message = next_
    next_ = null
    call.request(1)
    message
  }

  override def close(): Unit = {
    if (!ended) call.cancel("the reader has left", null)
    ended = true
  }

  private def await(): Unit =
    takeOrCancel() match {
      case message: ByteBuffer => next_ = message
      case status: Status =>
        ended = true
        if (!status.isOk) throw GrpcErrors.toException(status, address)
    }

  private def takeOrCancel(): AnyRef = {
    val taken =
      try arrived.poll(idleTimeoutMs, TimeUnit.MILLISECONDS)
      catch { case interrupted: InterruptedException => close(); throw interrupted }
    if (taken == null) {
      close()
      throw new AthanorException("ATHANOR_STREAM_IDLE", s"$address sent nothing for $idleTimeoutMs ms; try again")
    }
    taken
  }
}

private object AnswerStream {
  val Ahead = 2
}
