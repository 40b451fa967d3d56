internal import SQLiteStorage
internal import CanonicalEncoding
internal import DeploymentGate
internal import DocumentFiles
internal import Foundation
internal import Governance
internal import Ledger
internal import Quorate
internal import Secp256k1Signing
internal import Signing

/// An order of the council on its way: found or begun, signed, submitted, and kept as a file for gates.
struct CouncilOrder {
  let order: BrakeOrder
  /// Signatures that a file brought along and the log need not have.
  private var file: BrakeFile?
  let session: Session

  init(_ order: BrakeOrder, in session: Session) {
    self.order = order
    self.session = session
  }

  /// The order that a file holds.
  init(file path: String, in session: Session) throws {
    let file = try Self.read(path, session)
    self.init(file.order, in: session)
    self.file = file
  }

  /// Reads a file of this DAO and checks its signatures.
  static func read(_ path: String, _ session: Session) throws -> BrakeFile {
    let file = try BrakeFile(parsing: try Files.read(path, limit: BrakeFile.sizeLimit))
    guard file.dao == session.dao.id else {
      throw Failure(.badInput, "brakeFile.otherDAO", "\(Format.safe(path)) holds an order of another DAO")
    }
    _ = try file.verified(dao: session.dao.id, verifier: Secp256k1Verifier())
    return file
  }

  var id: Digest { order.id(in: session.dao.id) }

  /// Whose signatures count under it now.
  var council: (name: String, role: Role) {
    get throws {
      let now = try session.now()
      let charter = try session.chamber.read { try $0.charter(at: now) }
      guard let charter, let name = charter.role(for: order.deed), let role = charter.roles[name] else {
        throw BrakeRefusal.notAllowed
      }
      return (name, role)
    }
  }

  /// Why it would have no effect if enough signed it now.
  func check() throws {
    let now = try session.now()
    if let refusal = try session.chamber.read({ try $0.refusal(of: order, at: now) }) { throw refusal }
  }

  /// What is about to be signed, in words.
  var summary: String {
    let end = order.deed == .resume ? "" : "\nuntil     \(order.notAfter.sentence)"
    return """
      \(Format.safe(session.dao.name)): you sign an order of the council
      \(order.deed.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\(Self.words(order.scope))
      incident  \(Format.safe(order.incident))\(end)
      """
  }

  /// A scope for people.
  static func words(_ scope: BrakeScope) -> String { scope.shortWords }

  // MARK: Signing

  /// What became of a signature that was submitted.
  enum Submitted {
    /// It is in the log, as this entry.
    case entry(UInt64)
    /// The log may not be written to, for this reason; the file has it, and gates go by that.
    case fileOnly(Failure)
  }

  /// Signs and submits.
  ///
  /// A log whose witnesses cannot be asked is not written to. What only stops something is kept all the same: whoever
  /// silences the witnesses must not hold the brake up.
  mutating func submit(reason: String) async throws -> Submitted {
    try check()
    let (prepared, signature) = try sign(reason: reason)
    do {
      return .entry(try await Writing.submit(prepared, signature: signature, in: session).receipt.index)
    } catch let failure as Failure where failure.code == Failure.silentWitnesses && order.deed.onlyStops {
      try take(prepared, signature)
      return .fileOnly(failure)
    }
  }

  /// Signs for the file alone.
  mutating func signFile(reason: String) throws {
    let (prepared, signature) = try sign(reason: reason)
    try take(prepared, signature)
  }

  private func sign(reason: String) throws -> (prepared: Prepared, signature: RecoverableSignature) {
    let council = try council
    return try Writing.sign(in: session, summary: { _ in summary }) { preparing, signer in
      // A file that counts for nothing would look like one that stops everything.
      guard council.role.members.contains(signer) else { throw AdmissionRefusal.roleMissing(council.name) }
      return try preparing.brake(order, by: signer, reason: reason)
    }
  }

  /// Adds a signature to those of the file.
  private mutating func take(_ prepared: Prepared, _ signature: RecoverableSignature) throws {
    guard case .brake(let act) = prepared.statement else {
      throw Failure(.failure, "storage.failed", "the statement is not an order")
    }
    let part = BrakeFile.Part(act: act, signature: signature)
    file = try file?.adding([part]) ?? BrakeFile([part])
  }

  // MARK: Keeping

  /// Writes the file with every signature there is, those of the log and those it had.
  ///
  /// - Returns: The path, and who has signed.
  func keep(at path: String? = nil) throws -> (path: String, signers: [AccountKey]) {
    let record = try session.chamber.read { try $0.brake(id) }
    var parts = try (record?.signatures ?? []).compactMap { try part(of: $0) }
    let path =
      path ?? "\(session.layout.orders)/\(order.deed.rawValue)-\(id.description.dropFirst(2).prefix(12)).json"
    try OutputFile.requireOutsideLog(path)
    parts = (file?.parts ?? []) + parts
    if try FilePresence.isThere(path) {
      let other = try Self.read(path, session)
      guard other.order == order else {
        throw Failure(.conflict, "file.exists", "\(Format.safe(path)) holds another order")
      }
      parts = other.parts + parts
    }
    let all = try BrakeFile(parts)
    try DurableFile.makeFolder(URL(filePath: path).deletingLastPathComponent().path)
    try DurableFile.write(all.canonicalBytes, to: path)
    return (path, all.parts.map(\.act.header.signer))
  }

  /// The act and the signature behind one that the ledger counted.
  private func part(of signature: BrakeRecord.Signature) throws -> BrakeFile.Part? {
    guard let entry = try session.store.entries(from: signature.index, limit: 1).first else { return nil }
    let parsed = try UnverifiedEntry(parsing: entry.bytes)
    guard case .statement(.brake(let act), _) = parsed.content,
      case .signer(let signature) = parsed.signatures
    else { return nil }
    return BrakeFile.Part(act: act, signature: signature)
  }
}
