import Testing

@testable import HTTPService

struct ServiceAddressTests {
  static let addresses: [(text: String, host: String, port: Int, isLoopback: Bool)] = [
    ("127.0.0.1:8080", "127.0.0.1", 8080, true), ("127.255.1.2:1", "127.255.1.2", 1, true),
    ("localhost:0", "localhost", 0, true), ("[::1]:443", "::1", 443, true),
    ("0.0.0.0:443", "0.0.0.0", 443, false), ("[::]:443", "::", 443, false),
    ("192.168.1.1:80", "192.168.1.1", 80, false), ("dao.example.org:65535", "dao.example.org", 65535, false),
    // Other ways to write an address of this machine are not worth believing.
    ("127.1:80", "127.1", 80, false), ("0127.0.0.1:80", "0127.0.0.1", 80, false),
    ("127.0.0.1.evil.example:80", "127.0.0.1.evil.example", 80, false),
    ("localhost.evil.example:80", "localhost.evil.example", 80, false),
    ("[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80, false),
  ]

  @Test(arguments: addresses) func `an address is read as it is`(
    text: String, host: String, port: Int, isLoopback: Bool
  ) throws {
    let address = try ServiceAddress(text)
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.isLoopback == isLoopback)
    #expect(address.description == text)
  }

  @Test(arguments: [
    "", ":", "8080", ":8080", "host:", "host:65536", "host:-1", "host:+1", "host:08x", "::1:80", "[::1]",
    "[host]:80", "[::1:80", "a b:80", "http://host:80", "host/path:80", "hôst:80",
  ]) func `what is no address is refused`(text: String) {
    #expect(throws: ServiceRefusal.address(text)) { try ServiceAddress(text) }
  }

  @Test func `other machines are not served without a certificate`() throws {
    let address = try ServiceAddress("0.0.0.0:8080")
    #expect(throws: ServiceRefusal.tlsRequired(address)) { try HTTPService(routes: [], at: address) }
    #expect(throws: ServiceRefusal.self) {
      try HTTPService(
        routes: [], at: address, tls: ServiceTLS(certificateChain: Array("no".utf8), privateKey: []))
    }
  }
}

struct ServiceRouteTests {
  private let routes = ServiceRoutes([
    ServiceRoute(.get, "/") { _ in .text(200, "root") },
    ServiceRoute(.post, "/add") { _ in .text(200, "add") },
    ServiceRoute(.get, "/{log}/checkpoint") { .text(200, $0.parameters["log"] ?? "none") },
    ServiceRoute(.post, "/{log}/checkpoint") { _ in .text(200, "posted") },
  ])

  private func answer(_ method: String, _ path: String) async -> String {
    switch routes.match(method, path: path) {
    case .none: "none"
    case .otherMethods(let methods): "others " + methods.joined(separator: ",")
    case .route(let route, let parameters):
      String(
        decoding: await route.answer(ServiceRequest(parameters: parameters)).body.dropLast(), as: UTF8.self)
    }
  }

  static let cases: [(method: String, path: String, answer: String)] = [
    ("GET", "/", "root"), ("HEAD", "/", "root"), ("GET", "", "none"), ("POST", "/", "others GET"),
    ("POST", "/add", "add"), ("GET", "/add", "others POST"), ("POST", "/add/", "none"),
    ("POST", "//add", "none"),
    ("POST", "/ADD", "none"), ("POST", "/%61dd", "none"), ("POST", "/./add", "none"),
    ("get", "/", "others GET"),
    ("GET", "/abc/checkpoint", "abc"), ("GET", "/../checkpoint", ".."), ("GET", "//checkpoint", "none"),
    ("POST", "/abc/checkpoint", "posted"), ("PUT", "/abc/checkpoint", "others GET,POST"),
    ("GET", "/abc/checkpoint/x", "none"),
  ]

  @Test(arguments: cases) func `a path is served as it stands, or not at all`(
    method: String, path: String, answer: String
  ) async {
    #expect(await self.answer(method, path) == answer)
  }
}
