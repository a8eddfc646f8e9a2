package io.athanor.wire

import io.athanor.AthanorException
import io.grpc.Status

/** A call's bad end as the one exception: the code that the bridge gave it, else one for what the transport saw. */
private[wire] object GrpcErrors {

  def toException(status: Status, address: BridgeAddress): AthanorException =
    AthanorException.coded(status.getDescription) match {
      case Some((code, text)) => new AthanorException(code, text, status.getCause)
      case None => new AthanorException(codeOf(status.getCode), worded(status, address), status.getCause)
    }

  private def codeOf(code: Status.Code): String = code match {
    case Status.Code.UNAVAILABLE | Status.Code.UNKNOWN => "ATHANOR_BRIDGE_UNREACHABLE"
    case Status.Code.DEADLINE_EXCEEDED => "ATHANOR_DEADLINE"
    case Status.Code.CANCELLED => "ATHANOR_JOB_CANCELLED"
    case Status.Code.UNAUTHENTICATED => "ATHANOR_UNAUTHENTICATED"
    case Status.Code.UNIMPLEMENTED => "ATHANOR_UNIMPLEMENTED"
    case Status.Code.RESOURCE_EXHAUSTED => "ATHANOR_MESSAGE_TOO_LARGE"
    case _ => "ATHANOR_INTERNAL"
  }

  private def worded(status: Status, address: BridgeAddress): String = {
    val why = Seq(Option(status.getDescription), Option(status.getCause).map(rootMessage)).flatten.mkString(", ")
    status.getCode match {
      case Status.Code.UNAVAILABLE | Status.Code.UNKNOWN | Status.Code.DEADLINE_EXCEEDED =>
        s"$address does not answer ($why); check spark.athanor.url, that `athanor serve` runs, and firewalls"
      case code => s"$address: $code, $why"
    }
  }

  private def rootMessage(cause: Throwable): String =
    Iterator.iterate(cause)(_.getCause).takeWhile(_ != null).map(String.valueOf).toSeq.last
}
