internal import CanonicalEncoding

/// Why an amendment cannot be judged by the charter that it adopts.
package enum AmendmentRefusal: CodedRefusal, Hashable {
  /// The new charter has no track for amendments, so that it could never be changed again.
  case noTrack
  /// Its amendments are voted on by a house that the charter in force does not have.
  case houseMissing(String)
  /// Its tests name an option that cannot be chosen in this vote.
  case optionMissing(String, test: String)
  /// It does something else than it says, by which it would take an easier track.
  case change(computed: ProtocolAmendment.Change)
  /// It is to confirm a charter that is not in force, or does not lapse.
  case notProvisional
  /// It would lapse, and ends or registers keys for releases, which no lapse takes back.
  case keysLapse
  /// What passes or stops an amendment under it cannot be asked of one count.
  case unclear(track: String, why: String)

  package var code: String {
    switch self {
    case .noTrack: "amendment.noTrack"
    case .houseMissing: "amendment.houseMissing"
    case .optionMissing: "amendment.optionMissing"
    case .change: "amendment.change"
    case .notProvisional: "amendment.notProvisional"
    case .keysLapse: "amendment.keysLapse"
    case .unclear: "amendment.unclear"
    }
  }

  package var message: String {
    switch self {
    case .noTrack: "the new charter has no track for charter.amend: it could never be changed again"
    case .houseMissing(let house):
      "under the new charter the house \"\(DisplayText.escaped(house, limit: 40))\" votes on amendments, and the "
        + "charter in force has no such house; add the house first, and let it vote in a second amendment"
    case .optionMissing(let option, let test):
      "under the new charter the test \"\(DisplayText.escaped(test, limit: 40))\" of amendments counts the option "
        + "\"\(DisplayText.escaped(option, limit: 40))\", which nobody can choose in this vote; add the option first"
    case .change(let computed): "the change is \(computed.rawValue), not what the action says"
    case .notProvisional:
      "only the charter in force can be confirmed, and only while it would lapse; quorate charter history shows it"
    case .keysLapse:
      "the new charter would lapse, and the keys for releases that it adds or leaves out would not come back with the old "
        + "one; decide on them by key.register or key.revoke, or leave out change and take the bar of loosening"
    case .unclear(let track, let why):
      "this vote cannot be judged by the track \(DisplayText.escaped(track, limit: 40)) of the new charter: \(why)"
    }
  }
}
