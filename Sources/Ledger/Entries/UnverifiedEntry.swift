package import CanonicalEncoding
package import Governance
package import Signing

/// An entry that reads, and of which nothing else is known yet.
package struct UnverifiedEntry: Sendable {
  package enum Content: Sendable {
    case genesis(Genesis, signatures: [AccountKey: RecoverableSignature])
    case statement(Statement, id: Digest, RecoverableSignature)
  }

  /// When the operator says it was received.
  package let received: Timepoint
  package let content: Content

  /// Reads the canonical bytes of an entry.
  package init(parsing leaf: [UInt8]) throws(EntryRefusal) {
    do {
      let value = try JSONParser.parse(leaf, form: .canonical, limit: LogEntry.sizeLimit)
      var fields = try JSONFields(value, of: "a log entry")
      guard let kind = StatementKind(rawValue: try fields.string("kind")) else {
        throw fields.unexpected("kind", "a known kind of statement")
      }
      received = try fields.timepoint("received")
      guard try fields.string("scheme") == LogEntry.scheme else { throw EntryRefusal.signature(.wrongScheme) }
      if kind == .genesis {
        let signatures = try Self.signatures(try fields.array("signatures"))
        guard let genesis = Genesis(values: try Genesis.schema.parse(try fields.value("statement"))) else {
          throw fields.unexpected("statement", "a genesis")
        }
        content = .genesis(genesis, signatures: signatures)
      } else {
        let signature = try RecoverableSignature(canonicalBytes: try fields.bytes("signature"))
        let value = try fields.value("statement")
        content = .statement(
          try Statement(kind, parsing: value), id: Statement.id(kind: kind, json: value.canonicalBytes), signature)
      }
      guard try fields.integer("v") == LogEntry.version else { throw fields.unexpected("v", "1") }
      try fields.finish()
    } catch let refusal as JSONRefusal {
      throw .form(refusal)
    } catch let refusal as SignatureRefusal {
      throw .signature(refusal)
    } catch let refusal as EntryRefusal {
      throw refusal
    } catch {
      throw .form(.syntax(offset: 0))
    }
  }

  private static func signatures(_ list: [JSONValue]) throws -> [AccountKey: RecoverableSignature] {
    var signatures: [AccountKey: RecoverableSignature] = [:]
    for element in list {
      var fields = try JSONFields(element, of: "a founder's signature")
      let founder = try fields.account("founder")
      let signature = try RecoverableSignature(canonicalBytes: try fields.bytes("signature"))
      try fields.finish()
      guard signatures.updateValue(signature, forKey: founder) == nil else {
        throw fields.unexpected("founder", "named once")
      }
    }
    return signatures
  }
}

/// Why bytes are not a sound entry, whatever the state of the DAO.
package enum EntryRefusal: CodedRefusal, Hashable {
  /// They do not read.
  case form(JSONRefusal)
  /// The signature does not hold.
  case signature(SignatureRefusal)
  /// A genesis that not exactly its founders signed.
  case founders

  package var code: String {
    switch self {
    case .form(let refusal): refusal.code
    case .signature(let refusal): refusal.code
    case .founders: "genesis.founders"
    }
  }

  package var message: String {
    switch self {
    case .form(let refusal): refusal.message
    case .signature(let refusal): refusal.message
    case .founders: "a genesis is signed by exactly its founders"
    }
  }
}
