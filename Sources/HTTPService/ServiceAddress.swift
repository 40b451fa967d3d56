internal import CanonicalEncoding

/// Where a service listens: `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`.
package struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
  package let host: String
  /// Zero for any free port.
  package let port: Int

  /// Reads a host and a port between which the last colon stands; a host with colons is in brackets.
  package init(_ text: String) throws(ServiceRefusal) {
    guard let colon = text.utf8.lastIndex(of: 0x3a),
      let port = UInt128(decimal: String(text[text.index(after: colon)...])).flatMap({ UInt16(exactly: $0) })
    else { throw .address(text) }
    var host = text[..<colon]
    let isBracketed = host.first == "[" && host.last == "]"
    if isBracketed { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, isBracketed == host.contains(":"),
      host.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x5b && $0 != 0x5d && $0 != 0x2f })
    else { throw .address(text) }
    self.host = String(host)
    self.port = Int(port)
  }

  private init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// The same host at the port that was really taken.
  package func at(port: Int) -> ServiceAddress { ServiceAddress(host: host, port: port) }

  /// Whether only this machine can reach it: by name, `::1`, or 127.0.0.0/8 in full.
  package var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false).map {
      UInt128(decimal: String($0))
    }
    return parts.count == 4 && parts.allSatisfy { $0.map { $0 < 256 } ?? false } && parts.first == 127
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
