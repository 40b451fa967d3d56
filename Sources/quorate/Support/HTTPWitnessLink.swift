internal import CanonicalEncoding
internal import HTTPService
internal import Quorate
internal import TransparencyLog

/// Reaches witnesses over HTTP.
struct HTTPWitnessLink: WitnessLink {
  let caller: HTTPCaller

  func add(_ request: [UInt8], at address: String) async throws -> CosigningExchange.Reply {
    let reply = try await caller.post(
      request, as: "text/plain; charset=utf-8", to: Self.path(address, "add-checkpoint"),
      limit: CosigningExchange.replyLimit)
    return CosigningExchange.Reply(status: reply.status, contentType: reply.contentType, body: reply.body)
  }

  func latest(of origin: String, at address: String) async throws -> [UInt8]? {
    let hash = Hex.encode(Digest.sha256(Array(origin.utf8)).bytes)
    let reply = try await caller.get(
      Self.path(address, "\(hash)/checkpoint"), limit: CosigningExchange.replyLimit)
    switch reply.status {
    case 200: return reply.body
    case 404: return nil
    default: throw ServiceRefusal.unreachable("it answered \(reply.status)")
    }
  }

  private static func path(_ address: String, _ name: String) -> String {
    address.hasSuffix("/") ? address + name : "\(address)/\(name)"
  }
}
