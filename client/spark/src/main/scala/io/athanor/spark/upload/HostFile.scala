package io.athanor.spark.upload

import java.nio.{ByteBuffer, ByteOrder}
import java.nio.channels.FileChannel
import java.nio.file.{LinkOption, Path, StandardOpenOption}
import java.util.zip.CRC32

/**
 * A part's file that the store has made, written from its start. What is gathered is small enough to stay in the
 * processor's cache between its three uses: filled, summed, handed to the kernel.
 * @param bufferBytes at least what is added between two flushes
 */
private[spark] final class HostFile(path: Path, bufferBytes: Int) {
  private val channel =
    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)
  val buffer: ByteBuffer = ByteBuffer.allocateDirect(bufferBytes).order(ByteOrder.LITTLE_ENDIAN)

  /** Writes the buffer, and takes it into `digest` where one is given. */
  def flush(digest: Option[CRC32]): Unit = {
    buffer.flip()
    digest.foreach(_.update(buffer.duplicate()))
    while (buffer.hasRemaining) channel.write(buffer)
    buffer.clear()
  }

  /** Takes all that was written into `digest`; the buffer must have been flushed. */
  def readInto(digest: CRC32): Unit = {
    val end = channel.position()
    channel.position(0)
    while (channel.position() < end) {
      buffer.clear().limit(math.min(buffer.capacity.toLong, end - channel.position()).toInt)
      channel.read(buffer)
      buffer.flip()
      digest.update(buffer)
    }
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
