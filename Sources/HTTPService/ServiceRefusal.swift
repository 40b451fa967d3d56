internal import CanonicalEncoding

/// Why a service does not start, or a call has no answer.
package enum ServiceRefusal: CodedRefusal, Hashable {
  /// Not a host and a port.
  case address(String)
  /// Other machines could listen in.
  case tlsRequired(ServiceAddress)
  /// The certificate or its key does not read, or they do not fit.
  case tls(String)
  /// The address cannot be listened at.
  case listen(ServiceAddress, String)
  /// Not an address of the web.
  case url(String)
  /// Nobody answered, or not in time.
  case unreachable(String)
  /// The answer is longer than can be used.
  case replyTooLarge(limit: Int)

  package var code: String {
    switch self {
    case .address: "service.address"
    case .tlsRequired: "service.tlsRequired"
    case .tls: "service.tls"
    case .listen: "service.listen"
    case .url: "service.url"
    case .unreachable: "service.unreachable"
    case .replyTooLarge: "service.replyTooLarge"
    }
  }

  package var message: String {
    switch self {
    case .address(let text):
      "\"\(DisplayText.escaped(text, limit: 80))\" is not a host and a port such as 127.0.0.1:8080"
    case .tlsRequired(let address):
      "other machines reach \(address), so it needs a certificate; 127.0.0.1 does without"
    case .tls(let fault): "the certificate or its key: \(fault)"
    case .listen(let address, let fault): "cannot listen at \(address): \(fault)"
    case .url(let text): "\"\(DisplayText.escaped(text, limit: 120))\" is not an http or https address"
    case .unreachable(let fault): fault
    case .replyTooLarge(let limit): "the answer is longer than \(limit) bytes"
    }
  }
}
