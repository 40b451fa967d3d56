/// What a service is asked.
package struct ServiceRequest: Sendable {
  /// The values that stood in the places of names in the route's path.
  package let parameters: [String: String]
  /// What follows the question mark, as sent; empty where there is none.
  package let query: String
  /// Names in lower case; a header that stands twice has the last value.
  package let headers: [String: String]
  package let body: [UInt8]

  package init(
    parameters: [String: String] = [:], query: String = "", headers: [String: String] = [:],
    body: [UInt8] = []
  ) {
    self.parameters = parameters
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// What a service answers.
package struct ServiceResponse: Sendable {
  package let status: Int
  package let contentType: String
  /// Further headers; names and values must suit HTTP.
  package var headers: [String: String]
  package let body: [UInt8]

  package init(_ status: Int, _ contentType: String, _ body: [UInt8], headers: [String: String] = [:]) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }

  /// A sentence, with a line feed behind it.
  package static func text(_ status: Int, _ text: String) -> ServiceResponse {
    ServiceResponse(status, "text/plain; charset=utf-8", Array((text + "\n").utf8))
  }
}

/// One thing that a service does: a method, a path, and what answers.
package struct ServiceRoute: Sendable {
  /// The methods that are served. `HEAD` is answered like `GET`, without the body.
  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  package let method: Method
  /// The segments of the path; one in braces stands for any value: `/{log}/checkpoint`.
  let segments: [Substring]
  /// The most bytes of a body.
  package let bodyLimit: Int
  let answer: @Sendable (ServiceRequest) async -> ServiceResponse

  /// - Parameters:
  ///   - bodyLimit: A longer body is refused with 413 before it is held in memory.
  ///   - answer: Called by many requests at once.
  package init(
    _ method: Method, _ path: String, bodyLimit: Int = 0,
    answer: @escaping @Sendable (ServiceRequest) async -> ServiceResponse
  ) {
    self.method = method
    self.bodyLimit = bodyLimit
    self.answer = answer
    segments = ServiceRoutes.segments(of: path)
  }

  /// The values of the names in the path, or `nil` where the path is another.
  func parameters(in path: [Substring]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, value) in zip(segments, path) {
      if segment.first == "{", segment.last == "}" {
        guard !value.isEmpty else { return nil }
        parameters[String(segment.dropFirst().dropLast())] = String(value)
      } else if !segment.utf8.elementsEqual(value.utf8) {
        return nil
      }
    }
    return parameters
  }
}

/// Finds the route of a request.
struct ServiceRoutes: Sendable {
  enum Match: Sendable {
    case route(ServiceRoute, [String: String])
    /// The path is served, by other methods.
    case otherMethods([String])
    case none
  }

  private let routes: [ServiceRoute]

  init(_ routes: [ServiceRoute]) { self.routes = routes }

  /// Paths are compared as they were sent: nothing is decoded, folded or resolved.
  func match(_ method: String, path: String) -> Match {
    let segments = Self.segments(of: path)
    let found = routes.compactMap { route in route.parameters(in: segments).map { (route, $0) } }
    guard !found.isEmpty else { return .none }
    let wanted = method == "HEAD" ? "GET" : method
    if let (route, parameters) = found.first(where: { $0.0.method.rawValue == wanted }) {
      return .route(route, parameters)
    }
    return .otherMethods(found.map(\.0.method.rawValue).sorted())
  }

  static func segments(of path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { $0 }
  }
}
