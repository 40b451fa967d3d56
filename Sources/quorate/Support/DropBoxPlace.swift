internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import HTTPService
internal import Ledger
internal import Quorate
internal import SQLiteStorage
internal import Secp256k1Signing
internal import Signing
internal import TransparencyLog

/// A drop-box in a folder here, or at an address.
enum DropBoxPlace {
  case here(LocalDropBox)
  case address(String, HTTPCaller)

  init(_ place: String, _ caller: HTTPCaller) throws {
    self =
      WebLog.isAddress(place)
      ? .address(place.hasSuffix("/") ? String(place.dropLast()) : place, caller)
      : .here(try LocalDropBox(place))
  }

  /// Puts a ballot in.
  /// - Returns: The statement.
  func put(_ file: BallotFile, signature: RecoverableSignature) async throws -> Digest {
    switch self {
    case .here(let box):
      _ = try await box.put(file, signature: signature)
    case .address(let address, let caller):
      let body = Array(try file.json(signed: signature).canonicalBytes)
      let reply = try await caller.post(
        body, as: "application/json", to: "\(address)/ballot", limit: BallotFile.sizeLimit)
      guard reply.status == 200 else { throw Self.refusal(reply) }
    }
    return file.statement.id
  }

  /// The proof of a ballot that enough witnesses have seen; `nil` where they have not yet.
  func proof(of statement: Digest) async throws -> [UInt8]? {
    switch self {
    case .here(let box):
      do { return try await box.proof(of: statement.description).proof.bytes } catch let failure as Failure
        where failure.code == "dropbox.unseen"
      { return nil }
    case .address(let address, let caller):
      let reply = try await caller.get("\(address)/ballot/\(statement)", limit: BallotFile.sizeLimit)
      switch reply.status {
      case 200: return reply.body
      case 404: return nil
      default: throw Self.refusal(reply)
      }
    }
  }

  /// The statements of the ballots on a proposal.
  func ballots(on proposal: Digest) async throws -> [Digest] {
    switch self {
    case .here(let box): return try box.box.ballots(on: proposal)
    case .address(let address, let caller):
      let reply = try await caller.get("\(address)/ballots/\(proposal)", limit: 16 << 20)
      guard reply.status == 200 else { throw Self.refusal(reply) }
      return String(decoding: reply.body, as: UTF8.self).split(separator: "\n").compactMap {
        Digest(String($0))
      }
    }
  }

  /// What a box says that takes nothing in: its own code where it has one, since it may be anybody.
  private static func refusal(_ reply: HTTPCaller.Reply) -> Failure {
    let words = DisplayText.escaped(String(decoding: reply.body.prefix(300), as: UTF8.self), limit: 200)
    return reply.status == 400
      ? Failure(.badInput, "dropbox.refused", "the drop-box refuses it: \(words)")
      : Failure(.unavailable, "service.unreachable", "the drop-box answered \(reply.status)")
  }
}
