package import CanonicalEncoding

/// Who must have seen a checkpoint before it is believed (C2SP tlog-policy).
///
/// ```text
/// log      <verifier key> [<address>]
/// witness  A <verifier key> [<address>]
/// witness  B <verifier key> [<address>]
/// witness  C <verifier key> [<address>]
/// group    most 2 A B C             # or: all, any
/// quorum   most                     # or: none
/// ```
///
/// A policy is named by the SHA-256 of its bytes: comments count, as they do in a charter.
package struct WitnessPolicy: Sendable {
  /// A key that may sign for a log, with where the log is published.
  package struct Log: Hashable, Sendable {
    package let key: VerifierKey
    package let address: String?
  }

  /// A witness: its key, and where it takes checkpoints.
  package struct Witness: Hashable, Sendable {
    /// The name within the policy, as bytes; it need not be text.
    package let name: ByteString
    package let key: VerifierKey
    /// The submission prefix of tlog-witness.
    package let address: String?

    package init(name: ByteString, key: VerifierKey, address: String?) {
      self.name = name
      self.key = key
      self.address = address
    }
  }

  /// What can be a member of a group: a witness or a group before it, each by its place.
  enum Member: Hashable, Sendable {
    case witness(Int)
    case group(Int)
  }

  /// So many of some witnesses and groups.
  struct Group: Hashable, Sendable {
    let name: ByteString
    let needs: Int
    let members: [Member]
  }

  /// SHA-256 of the bytes.
  package let hash: Digest
  /// The bytes it was read from.
  package let bytes: [UInt8]
  /// Keys of which any one must have signed; none where the log is known otherwise.
  package let logs: [Log]
  /// All witnesses, in order.
  package let witnesses: [Witness]
  let groups: [Group]
  /// What must be satisfied; `nil` for `quorum none`.
  let quorum: Member?

  init(
    bytes: [UInt8], logs: [Log], witnesses: [Witness], groups: [Group], quorum: Member?
  ) {
    hash = .sha256(bytes)
    self.bytes = bytes
    self.logs = logs
    self.witnesses = witnesses
    self.groups = groups
    self.quorum = quorum
  }

  /// Whether anybody has to cosign.
  package var isWitnessed: Bool { quorum != nil }

  /// The keys of all witnesses.
  package var keys: [VerifierKey] { witnesses.map(\.key) }

  /// How the quorum reads, for people: `most (2 of A, B, C)`.
  package var words: String {
    switch quorum {
    case nil: "no witness is needed"
    case .witness(let place): Self.text(witnesses[place].name)
    case .group(let place):
      "\(groups[place].needs) of "
        + groups[place].members.map { member in
          switch member {
          case .witness(let place): Self.text(witnesses[place].name)
          case .group(let place): Self.text(groups[place].name)
          }
        }.joined(separator: ", ")
    }
  }

  private static func text(_ name: ByteString) -> String {
    DisplayText.escaped(name.text ?? "0x" + name.hex, limit: 80)
  }
}
