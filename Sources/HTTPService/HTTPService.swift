internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import NIOCore

/// Answers over HTTP, within limits of size, time and number, until it is told to stop.
///
/// Routes are values, so that a witness, a gate and a portal are lists of them. Off this machine TLS is required:
/// what is served may be public, but what is asked is not.
package struct HTTPService: Sendable {
  private let routes: ServiceRoutes
  private let address: ServiceAddress
  private let limits: ServiceLimits
  private let certificate: ServedCertificate?

  /// - Throws: `ServiceRefusal` where the address is open to other machines and there is no certificate, or the
  ///   certificate does not read.
  package init(
    routes: [ServiceRoute], at address: ServiceAddress, tls: ServiceTLS? = nil,
    limits: ServiceLimits = ServiceLimits()
  ) throws(ServiceRefusal) {
    guard tls != nil || address.isLoopback else { throw .tlsRequired(address) }
    self.routes = ServiceRoutes(routes)
    self.address = address
    self.limits = limits
    certificate = try tls.map { tls throws(ServiceRefusal) in try ServedCertificate(tls) }
  }

  /// Shows another certificate to whoever connects from now on; nothing where there is no TLS.
  /// - Throws: `ServiceRefusal.tls` where it does not read or fit its key; the old one is shown on then.
  package func replace(_ tls: ServiceTLS) throws(ServiceRefusal) { try certificate?.replace(tls) }

  /// Serves until the task is cancelled, or the process is told to stop (SIGTERM, SIGINT). What was begun is
  /// answered first.
  ///
  /// - Parameter started: Told the address that was really taken, once connections are accepted.
  package func run(started: @escaping @Sendable (ServiceAddress) async -> Void) async throws {
    var logger = Logger(label: "quorate.service") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let address = address
    let application = Application(
      responder: Responder(routes: routes), server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      onServerRunning: { channel in
        await started(address.at(port: channel.localAddress?.port ?? address.port))
      }, logger: logger)
    do { try await application.runService() } catch let error as IOError {
      throw ServiceRefusal.listen(address, Self.words(error))
    }
  }

  /// Why nobody can listen; the numbers are Linux's.
  private static func words(_ error: IOError) -> String {
    switch error.errnoCode {
    case 13: "it takes more rights to listen there"
    case 98: "something else listens there already"
    case 99: "this machine does not have that address"
    default: "\(error)"
    }
  }

  private func server() throws -> HTTPServerBuilder {
    let limits = limits
    let http = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionDeadlines(limits)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
          maxHeaderFieldCount: 100)))
    guard let certificate else { return http }
    return try .tls(http, tlsConfiguration: certificate.configuration)
  }
}

/// Between the library's requests and ours.
private struct Responder: HTTPResponder {
  typealias Context = BasicRequestContext

  let routes: ServiceRoutes

  func respond(to request: Request, context: Context) async throws -> Response {
    let method = request.method.rawValue
    let target = request.head.path ?? ""
    // What stands before it may read several encodings otherwise, and see other requests than we do.
    let encodings = request.headers[values: .transferEncoding]
    guard encodings.isEmpty || encodings == ["chunked"] else {
      var answer = ServiceResponse.text(400, "the only transfer encoding is chunked")
      answer.headers["Connection"] = "close"
      return Self.response(answer)
    }
    let path = target.prefix { $0 != "?" }
    switch routes.match(method, path: String(path)) {
    case .none: return Self.response(.text(404, "there is nothing here"))
    case .otherMethods(let methods):
      var answer = ServiceResponse.text(405, "this is served by \(methods.joined(separator: ", "))")
      answer.headers["Allow"] = methods.joined(separator: ", ")
      return Self.response(answer)
    case .route(let route, let parameters):
      guard let body = try await Self.body(of: request, limit: route.bodyLimit) else {
        return Self.response(.text(413, "at most \(route.bodyLimit) bytes are taken"))
      }
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      let answer = await route.answer(
        ServiceRequest(
          parameters: parameters, query: String(target.dropFirst(path.count + 1)), headers: headers,
          body: body))
      return Self.response(answer, withBody: method != "HEAD")
    }
  }

  /// The body, or `nil` where it is too long.
  private static func body(of request: Request, limit: Int) async throws -> [UInt8]? {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { return nil }
    do {
      let buffer = try await request.body.collect(upTo: limit)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      return nil
    }
  }

  private static func response(_ answer: ServiceResponse, withBody: Bool = true) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = answer.contentType
    headers[.xContentTypeOptions] = "nosniff"
    headers[.contentLength] = String(answer.body.count)
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: headers,
      body: withBody ? ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)) : ResponseBody())
  }
}
