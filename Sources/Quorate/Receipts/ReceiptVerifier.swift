public import CanonicalEncoding
public import Governance
internal import Ledger
public import Signing
internal import TransparencyLog

/// Verifies receipts with nothing but the log's keys and the DAO's identity: for programs that hold somebody's
/// receipt and no log.
///
/// ```swift
/// let verifier = try ReceiptVerifier(logKeys: [ed25519, bip340], dao: "0x…", curves: Secp256k1Verifier())
/// let receipt = try verifier.verify(fileBytes)
/// ```
public struct ReceiptVerifier<Curves: SignatureVerifier & SchnorrVerifier>: Sendable {
  private let keys: LogKeyChain
  private let dao: Digest
  private let curves: Curves

  /// - Parameters:
  ///   - logKeys: The log's verifier keys as `init` printed them; every one of them must have signed.
  ///   - dao: The DAO's identity, `0x` and 64 lower-case digits.
  ///   - curves: The arithmetic, `Secp256k1Verifier()`.
  /// - Throws: A refusal with a code `note.…` for a key, `field.unexpected` for an identity that does not read.
  public init(logKeys: [String], dao: String, curves: Curves) throws {
    guard let digest = Digest(dao) else {
      throw JSONRefusal.unexpected(field: "dao", in: "the verifier", needs: "0x and 64 lower-case digits")
    }
    guard !logKeys.isEmpty else {
      throw JSONRefusal.unexpected(field: "logKeys", in: "the verifier", needs: "at least one key")
    }
    keys = LogKeyChain(pinned: try logKeys.map { try VerifierKey($0) })
    self.dao = digest
    self.curves = curves
  }

  /// - Parameters:
  ///   - history: The bytes of the file that `quorate log key show --output` writes: the genesis, and every change of the
  ///     log's keys since. Nobody has to be believed for it.
  ///   - dao: The DAO's identity, `0x` and 64 lower-case digits.
  ///   - curves: The arithmetic, `Secp256k1Verifier()`.
  /// - Throws: A refusal with a code `logKeys.…`, `note.…`, `sig.…` or `json.…` for a history that does not verify,
  ///   `field.unexpected` where it is another DAO's.
  public init(keyHistory history: [UInt8], dao: String, curves: Curves) throws {
    let (genesis, chain) = try LogKeyHistory(parsing: history)
      .verified(with: curves, curves: LogCurves(curves))
    guard genesis.daoID.description.utf8.elementsEqual(dao.utf8) else {
      throw JSONRefusal.unexpected(field: "dao", in: "the verifier", needs: "the DAO of the history")
    }
    keys = chain
    self.dao = genesis.daoID
    self.curves = curves
  }

  /// Verifies the bytes of a `.tlog-proof` file that holds its entry.
  ///
  /// - Returns: What was stated, where it stands, and under which root.
  /// - Throws: A `CodedRefusal` (`logProof.…`, `note.…`, `proof.…`, `sig.…`, `json.…`) for whatever does not hold.
  /// - Complexity: O(log n) in the size of the log.
  public func verify(_ file: [UInt8]) throws -> VerifiedReceipt {
    let receipt = try Receipt(parsing: file)
    let entry = try receipt.verify(keys: keys, dao: dao, with: curves, curves: LogCurves(curves))
    let checkpoint = receipt.proof.checkpoint
    let statement: Statement? =
      if case .statement(let statement, _) = entry.content { statement } else { nil }
    return VerifiedReceipt(
      index: receipt.index, size: checkpoint.size, root: checkpoint.root, received: entry.received,
      statement: statement)
  }
}

/// What a receipt proves: this statement stands at this place of the log with this root.
///
/// It does not prove that the statement was counted, nor when it was received beyond the operator's word.
public struct VerifiedReceipt: Sendable {
  /// The place of the entry.
  public let index: UInt64
  /// The size of the log under the signed checkpoint.
  public let size: UInt64
  /// The root under the signed checkpoint.
  public let root: Digest
  /// When the operator says the entry was received.
  public let received: Timepoint
  /// What was stated; `nil` for the genesis.
  public let statement: Statement?
}
