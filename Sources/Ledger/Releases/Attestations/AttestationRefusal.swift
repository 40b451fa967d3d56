package import CanonicalEncoding

/// Why an attestation is not believed.
package enum AttestationRefusal: CodedRefusal, Hashable {
  /// Not an envelope, a bundle or a statement: what does not read, and why.
  case malformed(JSONRefusal)
  /// A member that should be base64 is not canonical base64.
  case base64(String)
  /// More signatures or keys than are looked at.
  case tooMany(String, limit: Int)
  /// A key that is given twice, so that it could count twice.
  case repeatedKey(String)
  /// A threshold that the keys given cannot reach, or of none.
  case threshold(Int, keys: Int)
  /// Too few of the keys signed.
  case signatures(have: Int, needs: Int)
  /// Too few holders of release keys signed.
  case holders(have: Int, needs: Int)
  /// A release key signed it, and no entry of the log says so.
  case unlogged(holder: String, key: String)
  /// Content of another type.
  case payloadType(String)
  /// A statement or predicate of another type.
  case wrongType(found: String, expected: String)
  /// The subject is not the model.
  case subject(String)
  /// The files are not those that were signed; says which.
  case files(String)
  /// A bundle whose signer is not a key that can be given.
  case keyless
  /// It speaks for another DAO.
  case otherDAO(String)
  /// The entry it brings along does not say what it says; says why.
  case proof(String)
  /// Not valid any more, since an instant.
  case expired(Timepoint)
  /// Not valid before an instant.
  case early(Timepoint)

  /// The stable name.
  package var code: String {
    switch self {
    case .malformed(let refusal): refusal.code
    case .base64: "attest.base64"
    case .tooMany: "attest.tooMany"
    case .repeatedKey: "attest.repeatedKey"
    case .threshold: "attest.threshold"
    case .signatures, .holders: "attest.signatures"
    case .unlogged: "attest.unlogged"
    case .payloadType: "attest.payloadType"
    case .wrongType: "attest.wrongType"
    case .subject: "attest.subject"
    case .files: "attest.files"
    case .keyless: "attest.keyless"
    case .otherDAO: "attest.otherDAO"
    case .proof: "attest.proof"
    case .expired: "attest.expired"
    case .early: "attest.early"
    }
  }

  /// One sentence for a person.
  package var message: String {
    switch self {
    case .malformed(let refusal): refusal.message
    case .base64(let member): "\"\(member)\" is not canonical base64"
    case .tooMany(let what, let limit): "more than \(limit) \(what)"
    case .repeatedKey(let id): "the key \(id) is given twice"
    case .threshold(let needs, let keys): "\(needs) signatures cannot be asked of \(keys) keys"
    case .signatures(let have, let needs):
      "\(have) of the given keys signed it, \(needs) \(needs == 1 ? "is" : "are") needed"
    case .holders(let have, let needs):
      "\(have) \(have == 1 ? "holder" : "holders") of release keys signed it so that it counts, \(needs) must"
    case .unlogged(let holder, let key):
      "the release key \(key) of \(DisplayText.escaped(holder)) signed it, and no entry of the log says so: the key is stolen, or used behind the DAO's back"
    case .payloadType(let type): "it holds \(DisplayText.escaped(type, limit: 80)), not an in-toto statement"
    case .wrongType(let found, let expected):
      "it is a \(DisplayText.escaped(found, limit: 120)), not a \(expected)"
    case .subject(let fault): "it is not about this model: \(fault)"
    case .files(let fault): "the files are not those that were signed: \(fault)"
    case .keyless: "it names no public key but another kind of signer, which is not supported"
    case .otherDAO(let dao): "it speaks for the DAO \(dao), not for the one given"
    case .proof(let fault): "the entry of the log it brings along does not bear it out: \(fault)"
    case .expired(let instant): "it was valid until \(instant.sentence)"
    case .early(let instant): "it is valid from \(instant.sentence) on"
    }
  }
}
