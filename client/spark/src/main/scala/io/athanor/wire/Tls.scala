package io.athanor.wire

import java.io.{ByteArrayInputStream, InputStream}
import java.nio.charset.StandardCharsets.US_ASCII

import io.athanor.AthanorException
import io.grpc.netty.shaded.io.grpc.netty.{GrpcSslContexts, NettyChannelBuilder}
import io.grpc.netty.shaded.io.netty.handler.ssl.{SslContextBuilder, SslProvider}

/** TLS by the JDK's own provider: nothing native is bundled. */
private[wire] object Tls {

  /** @throws AthanorException ATHANOR_INVALID_ARGUMENT where the PEM texts are none */
  def configure(builder: NettyChannelBuilder, tls: TlsMaterial): Unit = {
    val context = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
    try {
      tls.ca.foreach(ca => context.trustManager(stream(ca)))
      for (certificate <- tls.certificate; key <- tls.key) context.keyManager(stream(certificate), stream(key))
      builder.sslContext(context.build())
    } catch {
      case cause: Exception =>
        val text = s"the TLS settings cannot be used: ${cause.getMessage}; give PEM files in spark.athanor.tls.ca, " +
          "and for mTLS in .cert and .key (PKCS#8)"
        throw new AthanorException("ATHANOR_INVALID_ARGUMENT", text, cause)
    }
    tls.serverName.foreach(builder.overrideAuthority)
  }

  private def stream(pem: String): InputStream = new ByteArrayInputStream(pem.getBytes(US_ASCII))
}
