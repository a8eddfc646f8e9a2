package io.athanor.spark.bench

import java.io.{BufferedReader, InputStreamReader}

import com.fasterxml.jackson.databind.JsonNode
import io.athanor.bridge.Json

/** A peer process that stays warm: one JSON line says that it is ready, then it answers each line with one. */
object LineServer {

  /** Until its standard input ends. */
  def serve(ready: Seq[(String, Any)])(handle: JsonNode => Seq[(String, Any)]): Unit = {
    say(("ready" -> true) +: ready)
    val requests = new BufferedReader(new InputStreamReader(System.in))
    Iterator.continually(requests.readLine()).takeWhile(_ != null).foreach(line => say(handle(Json.parse(line))))
  }

  private def say(facts: Seq[(String, Any)]): Unit = {
    println(Json.of(facts: _*))
    System.out.flush()
  }
}
