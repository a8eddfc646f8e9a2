package io.athanor.spark.upload

import java.nio.{ByteBuffer, ByteOrder}
import java.nio.channels.FileChannel
import java.nio.file.{LinkOption, Path, StandardOpenOption}

/**
 * A part's file that the store has made, written from its start. What is gathered is small enough to stay in the
 * processor's cache until it is handed to the kernel.
 * @param bufferBytes at least what is added between two flushes
 */
private[spark] final class HostFile(path: Path, bufferBytes: Int) {
  private val channel =
    FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
  val buffer: ByteBuffer = ByteBuffer.allocateDirect(bufferBytes).order(ByteOrder.LITTLE_ENDIAN)

  /** Writes the buffer. */
  def flush(): Unit = {
    buffer.flip()
    while (buffer.hasRemaining) channel.write(buffer)
    buffer.clear()
  }

  /** Cuts off what an older file had beyond this, and closes it. */
  def finish(): Unit = {
    channel.truncate(channel.position())
    channel.close()
  }

  /** Twice is fine. */
  def close(): Unit = channel.close()
}
