package io.athanor.bridge

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.{ArrayNode, ObjectNode}

/** The bridge's JSON, by the Jackson that every Spark has: only its tree model, which has not changed in years. */
private[athanor] object Json {
  private val mapper = new ObjectMapper

  def parse(text: String): JsonNode = mapper.readTree(text)

  /** An object of what is given: numbers, texts, booleans, maps, sequences, options; None and null are left out. */
  def of(fields: (String, Any)*): ObjectNode = {
    val node = mapper.createObjectNode()
    fields.foreach { case (name, value) =>
      value match {
        case None | null =>
        case Some(inner) => put(node, name, inner)
        case plain => put(node, name, plain)
      }
    }
    node
  }

  private def put(node: ObjectNode, name: String, value: Any): Unit = node.set[JsonNode](name, toNode(value))

  private def toNode(value: Any): JsonNode = value match {
    case node: JsonNode => node
    case map: scala.collection.Map[_, _] => of(map.toSeq.map { case (key, inner) => key.toString -> inner }: _*)
    case items: Iterable[_] =>
      items.foldLeft(mapper.createArrayNode())((array: ArrayNode, item) => array.add(toNode(item)))
    case other => mapper.valueToTree[JsonNode](other)
  }

  def strings(node: JsonNode): Seq[String] = items(node).map(_.asText)
  def doubles(node: JsonNode): Array[Double] = items(node).map(_.asDouble).toArray

  def items(node: JsonNode): Seq[JsonNode] = if (node == null) Nil else (0 until node.size).map(node.get)
}
