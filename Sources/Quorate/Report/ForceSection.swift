package import CanonicalEncoding
internal import Governance
package import Ledger
internal import Signing

/// How models and councils stand, in the page of an audit: what is approved and what stopped counting, what councils
/// ordered, and who sits in them. A DAO that has none of it has no such section.
package struct ForceSection {
  private let approvals: [ApprovalLine]
  private let orders: [BrakeRecord]
  private let revocations: [RevocationLine]
  private let councils: [CouncilLine]
  private let now: Timepoint

  private struct ApprovalLine {
    let approval: ApprovalRecord
    let words: String
    let counts: Bool
  }

  private struct RevocationLine {
    let model: String
    let record: RevocationRecord
  }

  private struct CouncilLine {
    let name: String
    let role: Role
    let words: String
  }

  /// - Complexity: O(approvals · (approvals + revocations + orders)).
  package init<Store: Records, Files: Documents>(
    in view: LedgerView<Store, Files>, at now: Timepoint
  ) throws {
    self.now = now
    let known = try view.approvals().sorted { $0.origin.index < $1.origin.index }
    approvals = try known.map { approval in
      let standing = try view.standing(of: approval, at: now)
      let words =
        switch standing {
        case .counts: "until \(approval.ends.sentence)"
        case .early: "from \(approval.begins.sentence) to \(approval.ends.sentence)"
        default: standing.stop ?? "ended at \(approval.ends.sentence)"
        }
      return ApprovalLine(approval: approval, words: words, counts: standing == .counts)
    }
    orders = try view.brakes().filter { $0.effective != nil }.sorted { ($0.index ?? 0) < ($1.index ?? 0) }
    revocations = try view.revocationsByModel().map { model, record in
      let name = known.last { $0.deployment.model.sharesDigest(with: model) }?.deployment.name
      return RevocationLine(model: name ?? model.omsRoot.short, record: record)
    }
    let terms = Dictionary(
      try view.sittingCouncils(at: now).map { ($0.name, $0.term) }, uniquingKeysWith: { $1 })
    councils = try (view.charter(at: now)?.roles ?? [:]).sorted { $0.key < $1.key }.map { name, role in
      let words =
        switch terms[name] {
        case .none: "by the charter"
        case .some(.none): "by the charter, without those who were recalled"
        case .some(.some(let term)): "elected until \(term.sentence)"
        }
      return CouncilLine(name: name, role: role, words: words)
    }
  }

  var markup: Markup {
    let parts = [approvalTable, orderTable, revocationTable, councilTable].compactMap(\.self)
    guard !parts.isEmpty else { return "" }
    return """
      <section><h2>What is in force</h2>
      <p class="note">As of \(now.sentence), by this log alone. A gate also asks what runs beside the weights, what evidence \
      shows, and for orders that the log does not have yet.</p>
      \(Markup(parts))
      </section>
      """
  }

  private var approvalTable: Markup? {
    table(
      "Approvals of models", ["Model", "Environment", "By", "Counts"],
      approvals.map { line in
        let deployment = line.approval.deployment
        let stage = line.approval.openStage.map { ", stage \($0.name)" } ?? ""
        return (
          line.counts,
          [
            deployment.name, deployment.environment + stage, line.approval.origin.display,
            line.counts ? line.words : "no: \(line.words)",
          ]
        )
      })
  }

  private var orderTable: Markup? {
    table(
      "Orders of councils", ["Order", "What", "For", "Effect"],
      orders.map {
        (
          $0.stops(at: now),
          [$0.order.deed.rawValue, $0.order.scope.shortWords, $0.order.incident, effect($0)]
        )
      })
  }

  private func effect(_ record: BrakeRecord) -> String {
    guard record.order.deed == .pause else {
      return record.effective.map { "carried out at \($0.sentence)" } ?? ""
    }
    let ratified = record.ratification.map { ", ratified by \($0.origin.display)" } ?? ", not ratified"
    guard !record.stops(at: now) else { return "in effect until \(record.end.sentence)\(ratified)" }
    let closed = record.lapse == .needsApproval && record.hasLapsed(at: now)
    return "over since \(record.end.sentence)\(ratified)"
      + (closed ? "; what was approved before it must be approved again" : "")
  }

  private var revocationTable: Markup? {
    table(
      "Revocations", ["Model", "Where", "By", "Since"],
      revocations.map { line in
        let record = line.record
        let places = record.environments.isEmpty ? "everywhere" : record.environments.joined(separator: ", ")
        let end = record.isForGood ? ", for good" : ""
        return (
          record.from <= now,
          [
            line.model, places,
            "\(record.isCouncilOrder ? "the council" : record.origin.display), entry \(record.origin.index)",
            record.from.sentence + end,
          ]
        )
      })
  }

  private var councilTable: Markup? {
    table(
      "Who sits in councils and other roles", ["Role", "Members", "Must sign", "Sits"],
      councils.map { line in
        (
          true,
          [
            line.name, line.role.members.map(\.display).joined(separator: ", "),
            "\(line.role.needs) of \(line.role.members.count)", line.words,
          ]
        )
      })
  }

  /// A table under a heading; `nil` without a row. What does not count any more is dimmed.
  private func table(
    _ heading: String, _ columns: [String], _ rows: [(counts: Bool, cells: [String])]
  ) -> Markup? {
    guard !rows.isEmpty else { return nil }
    let head = columns.map { column -> Markup in "<th>\(column)</th>" }
    let body = rows.map { row -> Markup in
      let cells = row.cells.map { cell -> Markup in "<td>\(cell)</td>" }
      return "<tr\(row.counts ? "" : " class=\"absent\"" as Markup)>\(Markup(cells))</tr>"
    }
    return """
      <h3>\(heading)</h3>
      <table><thead><tr>\(Markup(head))</tr></thead>
      <tbody>\(Markup(body))</tbody></table>
      """
  }
}
