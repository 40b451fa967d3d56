package import CanonicalEncoding
public import Signing

/// Who may do something, and how many of them it takes.
public struct Role: Hashable, Sendable {
  /// The accounts, in order and distinct.
  public let members: [AccountKey]
  /// How many of them must sign.
  public let needs: Int

  /// A role with these members, in the order of their accounts.
  package init(members: [AccountKey], needs: Int) {
    self.members = members.sorted()
    self.needs = needs
  }

  package init(parsing value: JSONValue, named name: String) throws(JSONRefusal) {
    var fields = try JSONFields(value, of: "the role \(name)")
    var members: Set<AccountKey> = []
    for text in try fields.strings("members") {
      let account: AccountKey
      do { account = try AccountKey(reading: text) } catch {
        throw fields.unexpected("members", "accounts (\(error.message))")
      }
      guard members.insert(account).inserted else {
        throw fields.unexpected("members", "distinct accounts; \(account.display) stands twice")
      }
    }
    let needs = try fields.integer("needs")
    guard needs >= 1, needs <= UInt64(members.count) else {
      throw fields.unexpected("needs", "from 1 to the number of members")
    }
    try fields.finish()
    self.members = members.sorted()
    self.needs = Int(needs)
  }

  package var json: JSONValue {
    .members(["members": .array(members.map { .string($0.text) }), "needs": .integer(needs)])
  }
}
