internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Asks other machines over HTTP. Follows no redirection and reads no more than was asked for: whoever answers may
/// be anybody.
package struct HTTPCaller: Sendable {
  /// What came back.
  package struct Reply: Sendable {
    package let status: Int
    /// The media type in lower case, without parameters; empty where none was named.
    package let contentType: String
    package let body: [UInt8]
  }

  private let client: HTTPClient
  private let patience: Duration

  /// Runs a body with a caller and closes its connections after it.
  /// - Parameter patience: How long a call may take.
  package static func with<Value: Sendable>(
    patience: Duration = .seconds(15), _ body: (HTTPCaller) async throws -> Value
  ) async throws -> Value {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout = .init(connect: .seconds(5))
    configuration.httpVersion = .http1Only
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let caller = HTTPCaller(client: client, patience: patience)
    do {
      let value = try await body(caller)
      try await client.shutdown()
      return value
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  /// Sends a body and reads the answer.
  package func post(
    _ body: [UInt8], as contentType: String, to url: String, limit: Int
  ) async throws(ServiceRefusal) -> Reply {
    var request = try request(url)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: contentType)
    request.body = .bytes(ByteBuffer(bytes: body))
    return try await send(request, limit: limit)
  }

  /// Reads what stands at an address.
  package func get(_ url: String, limit: Int) async throws(ServiceRefusal) -> Reply {
    try await send(try request(url), limit: limit)
  }

  private func request(_ url: String) throws(ServiceRefusal) -> HTTPClientRequest {
    guard url.hasPrefix("https://") || url.hasPrefix("http://"),
      url.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
    else { throw .url(url) }
    return HTTPClientRequest(url: url)
  }

  private func send(_ request: HTTPClientRequest, limit: Int) async throws(ServiceRefusal) -> Reply {
    do {
      return try await inTime {
        let response = try await client.execute(request, timeout: TimeAmount(patience))
        let type = response.headers.first(name: "Content-Type") ?? ""
        let buffer = try await response.body.collect(upTo: limit)
        return Reply(
          status: Int(response.status.code),
          contentType: type.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased(),
          body: Array(buffer.readableBytesView))
      }
    } catch is NIOTooManyBytesError {
      throw .replyTooLarge(limit: limit)
    } catch let refusal as ServiceRefusal {
      throw refusal
    } catch let error as HTTPClientError {
      throw .unreachable(Self.words(error))
    } catch {
      // Sockets and TLS have many ways to say it, none of them for people.
      throw .unreachable("it cannot be reached")
    }
  }

  private static func words(_ error: HTTPClientError) -> String {
    switch error {
    case .connectTimeout, .deadlineExceeded, .readTimeout: "it does not answer in time"
    default: "it cannot be reached (\(error.shortDescription))"
    }
  }

  /// The library's own limit ends with the head of an answer; a body that trickles must end as well.
  private func inTime<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: patience)
        return nil
      }
      guard let value = try await group.next() ?? nil else {
        throw ServiceRefusal.unreachable("it does not answer in time")
      }
      return value
    }
  }
}
