package io.athanor.spark.apps

import java.nio.file.{FileAlreadyExistsException, Files, Paths}

/** Happens once over all processes of an application, by a file in a folder that they share. */
final case class Once(folder: String) {
  def apply(what: String)(action: => Unit): Unit =
    try {
      Files.createFile(Paths.get(folder, what))
      action
    } catch { case _: FileAlreadyExistsException => }

  def happened(what: String): Boolean = Files.exists(Paths.get(folder, what))
}
