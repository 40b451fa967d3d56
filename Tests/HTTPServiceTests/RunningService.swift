import HTTPService
import NIOCore
import NIOPosix
import Synchronization

/// A service on a free port of this machine, for the length of a test.
enum RunningService {
  static func with<Value: Sendable>(
    _ routes: [ServiceRoute], limits: ServiceLimits = ServiceLimits(),
    _ body: @Sendable (ServiceAddress) async throws -> Value
  ) async throws -> Value {
    let service = try HTTPService(routes: routes, at: try ServiceAddress("127.0.0.1:0"), limits: limits)
    let (started, tell) = AsyncStream.makeStream(of: ServiceAddress.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        try await service.run { tell.yield($0) }
        tell.finish()
      }
      var addresses = started.makeAsyncIterator()
      guard let address = await addresses.next() else { throw ServiceRefusal.unreachable("it did not start") }
      return try await body(address)
    }
  }
}

/// What has come back so far.
private final class Reply: Sendable {
  private let text = Mutex("")

  func add(_ part: String) { text.withLock { $0 += part } }

  var whole: String { text.withLock { $0 } }
}

/// A connection over which any bytes can be sent.
struct RawConnection {
  /// Sends pieces with pauses between them, and reads until the other side closes or time is up.
  /// - Returns: What came back, and whether the other side closed the connection.
  static func send(
    _ pieces: [String], pause: Duration = .zero, to address: ServiceAddress,
    patience: Duration = .seconds(5)
  ) async throws -> (reply: String, isClosed: Bool) {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: address.host, port: address.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      let reply = Reply()
      let isClosed = try await withThrowingTaskGroup(of: Bool?.self) { group in
        defer { group.cancelAll() }
        group.addTask {
          // A reset is an end as well.
          do {
            for try await part in inbound { reply.add(String(buffer: part)) }
          } catch {}
          return true
        }
        group.addTask {
          for piece in pieces {
            guard (try? await outbound.write(ByteBuffer(string: piece))) != nil else { return nil }
            try await Task.sleep(for: pause)
          }
          return nil
        }
        group.addTask {
          try await Task.sleep(for: patience)
          return false
        }
        while let end = try await group.next() { if let end { return end } }
        return false
      }
      return (reply.whole, isClosed)
    }
  }
}
