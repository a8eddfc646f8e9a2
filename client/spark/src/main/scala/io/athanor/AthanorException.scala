package io.athanor

/**
 * The one exception of this client. `code` keeps its meaning between releases (docs/errors.md);
 * the message is `CODE: what was found, what is wanted, what mends it`.
 */
class AthanorException(val code: String, val text: String, cause: Throwable = null)
    extends RuntimeException(s"$code: $text", cause)

object AthanorException {
  private val Coded = "(?s)(ATHANOR_[A-Z_]+): (.*)".r.unanchored

  /** What Spark puts after the message of a task's exception. */
  private val Trace = "(?s)\n\tat .*".r

  /** Any throwable as ours: a code in its message, or in a cause's, is kept. */
  def from(thrown: Throwable, fallback: String = "ATHANOR_INTERNAL"): AthanorException =
    causes(thrown).collectFirst { case known: AthanorException => known }.getOrElse {
      val (code, text) = causes(thrown).map(cause => coded(cause.getMessage)).collectFirst { case Some(found) => found }
        .getOrElse((fallback, String.valueOf(thrown.getMessage)))
      new AthanorException(code, text, thrown)
    }

  /** Whether some layer of ours has already worded what went wrong. */
  def isOurs(thrown: Throwable): Boolean =
    causes(thrown).exists(cause => cause.isInstanceOf[AthanorException] || coded(cause.getMessage).isDefined)

  /** Code and text of a message, whatever other layers put around them. */
  def coded(message: String): Option[(String, String)] = message match {
    case null => None
    case Coded(code, text) => Some((code, Trace.replaceFirstIn(text, "").trim))
    case _ => None
  }

  private def causes(thrown: Throwable): Iterator[Throwable] =
    Iterator.iterate(thrown)(cause => if (cause.getCause eq cause) null else cause.getCause).takeWhile(_ != null)
}
