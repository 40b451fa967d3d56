internal import CanonicalEncoding
internal import Governance
internal import Ledger

/// What is stopped, by the log and by the orders that a gate was handed.
struct Brakes {
  /// Pauses in force.
  let pauses: [ActivePause]
  /// What pauses left closed that lapsed.
  let closures: [PauseClosure]
  /// Revocations by file that the log does not have, each with the instant up to which the file counts.
  let revocations: [SignedOrder]
  /// Orders by which gates open against their rules.
  let openings: [BrakeRecord]
  /// Why orders that were handed over do not count.
  let remarks: [String]

  /// Whether anything of it goes by the family of a model.
  var nameFamilies: Bool {
    (pauses.map(\.order.scope) + closures.map(\.scope)).contains {
      if case .family = $0 { true } else { false }
    }
  }

  /// What keeps something that was decided about a subject from counting, whatever it is: a revocation by file, or a pause
  /// that lapsed.
  /// - Parameter submission: The submission of what was decided.
  func fault(
    of submission: (index: UInt64, at: Timepoint), about subject: BrakeScope.Subject
  ) -> GateCode? {
    if revocations.contains(where: { submission.at <= $0.signedAt && $0.order.scope.covers(subject) }) {
      return .revoked
    }
    return closures.contains { $0.closes(submittedBy: submission.index, about: subject) } ? .lapsed : nil
  }

  /// - Parameter charter: The charter in force, with the members its roles have.
  init<Store: Records, Files: Documents>(
    _ view: LedgerView<Store, Files>, _ orders: [SignedOrder], _ charter: Charter, at now: Timepoint
  ) throws {
    let logged = try view.brakes()
    var pauses = logged.filter { $0.stops(at: now) }.map {
      ActivePause(
        id: $0.id, order: $0.order, ends: $0.end, isRatified: $0.ratification != nil, isUnlogged: false)
    }
    closures = try view.closures(at: now)
    openings = logged.filter { $0.opens(at: now) }
    var revocations: [SignedOrder] = []
    var remarks: [String] = []
    // What took effect in the log is decided there, also that it has ended.
    let effective = Set(logged.filter { $0.effective != nil }.map(\.id))
    var filed: [FiledPause] = []
    for signed in Self.inOrder(orders) where !effective.contains(signed.id) {
      // A pause that has ended took its time all the same.
      let isOver = signed.order.notAfter <= now
      if let fault = try view.fault(
        in: signed, charter, at: isOver ? min(signed.signedAt, now) : now, besides: filed)
      {
        guard !isOver else { continue }
        let remark =
          "an order to \(signed.order.deed.rawValue) \(signed.order.scope.words) for \(signed.order.incident) "
          + "does not count: \(fault)"
        if !remarks.contains(remark) { remarks.append(remark) }
      } else if signed.order.deed == .revoke {
        if !isOver { revocations.append(signed) }
      } else {
        filed.append(FiledPause(signed.order, from: signed.signedAt))
        guard !isOver else { continue }
        pauses.append(
          ActivePause(
            id: signed.id, order: signed.order, ends: signed.order.notAfter, isRatified: false,
            isUnlogged: true))
      }
    }
    self.pauses = pauses
    self.revocations = revocations
    self.remarks = remarks
  }

  /// In the order in which enough had signed, which is that in which the log would have taken them.
  private static func inOrder(_ orders: [SignedOrder]) -> [SignedOrder] {
    orders.sorted { ($0.signedAt, $0.id.description) < ($1.signedAt, $1.id.description) }
  }
}

extension LedgerView {
  /// Why an order that was handed over stops nothing, or `nil` where it does.
  ///
  /// The same as admission asks, so that a file never stops more than the log would let the council stop.
  /// - Parameter filed: The pauses by files that counted before it.
  func fault(
    in signed: SignedOrder, _ charter: Charter, at now: Timepoint, besides filed: [FiledPause] = []
  ) throws -> String? {
    guard signed.order.deed == .pause || signed.order.deed == .revoke else {
      return "files never open anything"
    }
    guard let rules = charter.brake, let name = rules.role(for: signed.order.deed),
      let role = charter.roles[name]
    else { return "the charter gives no council this power" }
    let members = signed.signers.count { role.members.contains($0) }
    guard members >= role.needs else { return "\(members) of the \(role.needs) signatures it takes" }
    guard signed.signedAt <= now + StatementHeader.clockSkew else {
      return "it is signed ahead of time, at \(signed.signedAt)"
    }
    guard signed.order.notAfter <= signed.signedAt + rules.atMost else {
      return "it would last longer than \(rules.atMost)"
    }
    return try refusal(of: signed.order, at: now, since: signed.signedAt, besides: filed)?.message
  }
}
