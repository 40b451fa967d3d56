import HTTPService
import Synchronization
import Testing

@Suite(.serialized) struct HTTPServiceTests {
  private static let routes = [
    ServiceRoute(.post, "/echo", bodyLimit: 1000) {
      ServiceResponse(200, "text/x.echo; charset=utf-8", $0.body)
    },
    ServiceRoute(.get, "/query") { .text(200, $0.query + "|" + ($0.headers["x-test"] ?? "")) },
    ServiceRoute(.get, "/long") { _ in
      ServiceResponse(200, "text/plain", [UInt8](repeating: 0x61, count: 5000))
    },
    ServiceRoute(.get, "/slow") { _ in
      try? await Task.sleep(for: .seconds(30))
      return .text(200, "at last")
    },
    ServiceRoute(.get, "/elsewhere") { _ in
      ServiceResponse(302, "text/plain", [], headers: ["Location": "http://127.0.0.1:1/"])
    },
  ]

  /// Limits short enough for tests.
  private static var hasty: ServiceLimits {
    var limits = ServiceLimits()
    (limits.idle, limits.body, limits.answer) = (.milliseconds(600), .milliseconds(600), .milliseconds(600))
    return limits
  }

  @Test func `a body comes back as it was sent`() async throws {
    try await RunningService.with(Self.routes) { address in
      try await HTTPCaller.with { caller in
        let body = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        let reply = try await caller.post(body, as: "text/plain", to: "http://\(address)/echo", limit: 1000)
        #expect(reply.status == 200)
        #expect(reply.body == body)
        #expect(reply.contentType == "text/x.echo")
        let query = try await caller.get("http://\(address)/query?a=%20b", limit: 100)
        #expect(query.body == Array("a=%20b|\n".utf8))
      }
    }
  }

  @Test func `attack 89: a body above the limit is refused, however it is sent`() async throws {
    try await RunningService.with(Self.routes) { address in
      try await HTTPCaller.with { caller in
        let reply = try await caller.post(
          [UInt8](repeating: 0, count: 1001), as: "text/plain", to: "http://\(address)/echo", limit: 1000)
        #expect(reply.status == 413)
      }
      let chunk = "3e8\r\n" + String(repeating: "a", count: 1000) + "\r\n"
      let head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      let (reply, _) = try await RawConnection.send(
        [head, chunk, chunk, "0\r\n\r\n"], to: address, patience: .seconds(3))
      #expect(reply.hasPrefix("HTTP/1.1 413"))
      let large = "GET /query HTTP/1.1\r\nHost: h\r\nX-Test: \(String(repeating: "a", count: 20_000))\r\n\r\n"
      let (answer, isClosed) = try await RawConnection.send([large], to: address)
      #expect(isClosed)
      #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }
  }

  private static let post = "POST /echo HTTP/1.1\r\nHost: h\r\n"
  private static let chunked = "Transfer-Encoding: chunked\r\n"

  static let ambiguous: [(id: String, request: String)] = [
    ("a length and chunks", post + "Content-Length: 4\r\n" + chunked + "\r\n0\r\n\r\n"),
    ("two lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
    ("one length twice", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
    ("a list of lengths", post + "Content-Length: 4, 4\r\n\r\nabcd"),
    ("a negative length", post + "Content-Length: -1\r\n\r\n"),
    ("a length with a sign", post + "Content-Length: +4\r\n\r\nabcd"),
    ("a length beyond all numbers", post + "Content-Length: 99999999999999999999999\r\n\r\nabcd"),
    ("a folded header", post + "X: a\r\n Content-Length: 4\r\n\r\n"),
    ("a folded encoding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ("a space before the colon", post + "Content-Length : 4\r\n\r\nabcd"),
    ("bare line feeds", "GET /query HTTP/1.1\nHost: h\n\n"),
    ("one bare line feed", "GET /query HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
    ("a bare carriage return", "GET /query HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"),
    ("a null byte", "GET /query HTTP/1.1\r\nHost: h\r\nX: a\u{0}b\r\n\r\n"),
    ("a chunk in other digits", post + chunked + "\r\n0x4\r\nabcd\r\n0\r\n\r\n"),
    ("a chunk with a sign", post + chunked + "\r\n+4\r\nabcd\r\n0\r\n\r\n"),
    ("chunks with bare line feeds", post + chunked + "\r\n4\nabcd\n0\n\n"),
    ("a line feed in an extension", post + chunked + "\r\n4;x=\"y\nz\"\r\nabcd\r\n0\r\n\r\n"),
    ("an unknown encoding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("no encoding", post + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ("chunks that are not last", post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    ("two encodings", post + "Transfer-Encoding: identity\r\n" + chunked + "\r\n0\r\n\r\n"),
    ("two requests' worth of words", "GET /query x HTTP/1.1\r\nHost: h\r\n\r\n"),
    ("another protocol", "GET /query HTTP/9.1\r\nHost: h\r\n\r\n"),
  ]

  @Test(arguments: ambiguous) func `attack 87: what two readers could take for different requests is refused`(
    id: String, request: String
  ) async throws {
    try await RunningService.with(Self.routes) { address in
      let next = "GET /query?smuggled HTTP/1.1\r\nHost: h\r\n\r\n"
      let (reply, _) = try await RawConnection.send(
        [request + next], to: address, patience: .milliseconds(700))
      #expect(reply.hasPrefix("HTTP/1.1 400"), "\(id): \(reply.prefix(60))")
    }
  }

  @Test(arguments: [
    ["GET /query HTTP/1.1\r\n"] + [String](repeating: "X: y\r\n", count: 100),
    ["POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n"] + [String](repeating: "a", count: 100),
    [String](repeating: "", count: 1),
  ]) func `attack 88: who is slow is cut off, though never idle`(pieces: [String]) async throws {
    try await RunningService.with(Self.routes, limits: Self.hasty) { address in
      let start = ContinuousClock.now
      let (reply, isClosed) = try await RawConnection.send(
        pieces, pause: .milliseconds(100), to: address, patience: .seconds(8))
      #expect(isClosed)
      #expect(!reply.hasPrefix("HTTP/1.1 200"))
      #expect(ContinuousClock.now - start < .seconds(6))
    }
  }

  @Test
  func `attack 66: further calls wait before anything of them is taken, and none that was answered is lost`()
    async throws
  {
    let limit = 4
    let desk = Mutex((inside: 0, most: 0, taken: [String]()))
    let take = ServiceRoute(.post, "/take", bodyLimit: 100) { request in
      desk.withLock {
        $0.inside += 1
        $0.most = max($0.most, $0.inside)
      }
      try? await Task.sleep(for: .milliseconds(20))
      desk.withLock {
        $0.inside -= 1
        $0.taken.append(String(decoding: request.body, as: UTF8.self))
      }
      return .text(200, "taken")
    }
    var limits = ServiceLimits()
    limits.connections = limit
    try await RunningService.with([take], limits: limits) { address in
      // Five times as many as are taken at once, and each of them at the same time.
      let answered = try await withThrowingTaskGroup(of: String?.self) { group in
        for number in 0..<limit * 5 {
          group.addTask {
            let name = "call-\(number)"
            let head =
              "POST /take HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(name.utf8.count)\r\n\r\n"
            let (reply, _) = try await RawConnection.send([head + name], to: address, patience: .seconds(20))
            return reply.hasPrefix("HTTP/1.1 200") ? name : nil
          }
        }
        return try await group.reduce(into: [String]()) { if let name = $1 { $0.append(name) } }
      }
      let (most, taken) = desk.withLock { ($0.most, $0.taken) }
      // A listener may have accepted a few already when it stops.
      #expect(most <= limit * 2, "\(most) were taken at once")
      #expect(answered.sorted() == taken.sorted(), "answered and taken are not the same")
      #expect(Set(taken).count == limit * 5, "somebody waited in vain")
    }
  }

  @Test func `an answer that takes too long ends the connection, and others go on`() async throws {
    try await RunningService.with(Self.routes, limits: Self.hasty) { address in
      async let slow = RawConnection.send(["GET /slow HTTP/1.1\r\nHost: h\r\n\r\n"], to: address)
      try await HTTPCaller.with { caller in
        let reply = try await caller.get("http://\(address)/query", limit: 100)
        #expect(reply.status == 200)
      }
      #expect(try await slow.isClosed)
    }
  }

  @Test func `a caller reads no more than it asked for, follows nothing and does not wait for ever`()
    async throws
  {
    try await RunningService.with(Self.routes) { address in
      try await HTTPCaller.with(patience: .seconds(1)) { caller in
        await #expect(throws: ServiceRefusal.replyTooLarge(limit: 4999)) {
          try await caller.get("http://\(address)/long", limit: 4999)
        }
        let whole = try await caller.get("http://\(address)/long", limit: 5000)
        #expect(whole.body.count == 5000)
        let elsewhere = try await caller.get("http://\(address)/elsewhere", limit: 10)
        #expect(elsewhere.status == 302)
        await #expect(throws: ServiceRefusal.self) {
          try await caller.get("http://\(address)/slow", limit: 10)
        }
        for url in ["file:///etc/passwd", "ftp://h/", "//h/", "h", "http://h\r\nX: y/", "http://h/a b"] {
          await #expect(throws: ServiceRefusal.url(url)) { try await caller.get(url, limit: 10) }
        }
      }
    }
  }

  @Test func `nobody at an address is said plainly`() async throws {
    let refusal = await #expect(throws: ServiceRefusal.self) {
      try await HTTPCaller.with { try await $0.get("http://127.0.0.1:1/", limit: 10) }
    }
    #expect(refusal?.code == "service.unreachable")
    #expect(refusal?.message == "it cannot be reached")
  }
}
