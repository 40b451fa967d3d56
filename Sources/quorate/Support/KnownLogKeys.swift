internal import CanonicalEncoding
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import TransparencyLog

/// The keys of a log that somebody names on the command line, without a workspace.
enum KnownLogKeys {
  /// What flags come to; `nil` where none of them was given.
  /// - Parameters:
  ///   - keys: Verifier keys, taken for good at every size.
  ///   - history: A file of `log key show -o`.
  ///   - pin: The DAO.
  static func chain(
    keys: [String], history: String?, pin: String?
  ) throws -> (keys: LogKeyChain, dao: CanonicalEncoding.Digest)? {
    guard !keys.isEmpty || history != nil else { return nil }
    guard let pin, let dao = CanonicalEncoding.Digest(pin) else {
      throw Failure(.usage, "pin.missing", "with --log-key or --key-history say which DAO with --pin 0x…")
    }
    guard let history else { return (LogKeyChain(pinned: try keys.map { try VerifierKey($0) }), dao) }
    guard keys.isEmpty else {
      throw Failure(.usage, "usage", "--log-key and --key-history are not given together")
    }
    let (_, found, chain) = try read(history)
    guard found == dao else {
      throw Failure(.badEvidence, "log.otherDAO", "the history is of the keys of another DAO, \(found)")
    }
    return (chain, dao)
  }

  /// Reads and verifies a file of `log key show -o`.
  static func read(
    _ path: String
  ) throws -> (history: LogKeyHistory, dao: CanonicalEncoding.Digest, chain: LogKeyChain) {
    let history = try LogKeyHistory(parsing: try Files.read(path, limit: LogKeyHistory.sizeLimit))
    let (genesis, chain) = try verified(history)
    return (history, genesis.daoID, chain)
  }

  /// What a history comes to.
  static func verified(_ history: LogKeyHistory) throws -> (genesis: Genesis, chain: LogKeyChain) {
    let verifier = Secp256k1Verifier()
    return try history.verified(with: verifier, curves: LogCurves(verifier))
  }
}
