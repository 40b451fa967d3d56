internal import Quorate
internal import CanonicalEncoding
internal import DocumentFiles
internal import Governance
internal import Ledger

extension CouncilOrder {
  /// Orders of a deed about an incident that others have begun to sign and that can still take effect.
  static func pending(_ deed: BrakeOrder.Deed, _ incident: String, in session: Session) throws
    -> [BrakeRecord]
  {
    let now = try session.now()
    return try session.chamber.read { try $0.brakes() }.filter {
      $0.order.deed == deed && $0.effective == nil && now < $0.order.notAfter
        && $0.order.incident.isSpelt(like: incident)
    }
  }

  /// The order to sign: the one of `--order`, the only one that others have begun, or a new one.
  ///
  /// - Parameters:
  ///   - scope: What was said of the scope; `nil` for nothing.
  ///   - length: What was said of the length; `nil` for nothing.
  ///   - id: The beginning of an order's identity.
  static func choose(
    _ deed: BrakeOrder.Deed, _ incident: String, scope: BrakeScope?, length: Span?, id: String?,
    _ session: Session
  ) throws -> BrakeOrder {
    let pending = try pending(deed, incident, in: session).filter { record in
      (scope == nil || record.order.scope == scope)
        && (id.map { record.id.description.hasPrefix($0) } ?? true)
    }
    if pending.count > 1 {
      let list = pending.map {
        "\($0.id.short.dropLast()) \(words($0.order.scope)) until \($0.order.notAfter)"
      }
      throw Failure(
        .usage, "order.ambiguous", "several orders wait for signatures: \(list.joined(separator: "; "))",
        hint: "the same command with --order \(pending[0].id.description.prefix(10))")
    }
    if let record = pending.first {
      guard length == nil else {
        let own = (try? Session.keyName(session.options)).flatMap { try? Session.keys.entry($0).account }
        let isSigned = own.map { account in record.signatures.contains { $0.actor == account } } ?? false
        throw Failure(
          .conflict, "order.begun", "an order for it was begun, until \(record.order.notAfter.sentence)",
          hint: isSigned
            ? "another member: quorate \(deed.rawValue) \(Format.shell(incident)) -r WHY (you have signed it)"
            : "the same command without --for adds your signature to it")
      }
      return record.order
    }
    guard id == nil else {
      throw Failure(.notFound, "order.unknown", "no such order waits for signatures", hint: "quorate status")
    }
    guard let scope else {
      throw Failure(
        .usage, "order.scope", "say what: --env NAME, --model DIR, --proposal ID, --family NAME or --all",
        hint: "quorate \(deed.rawValue) \(incident) --env production -r \"why\"")
    }
    return BrakeOrder(
      deed: deed, scope: scope, incident: incident, notAfter: try end(deed, incident, length, session))
  }

  /// The end of a new order: as long as the charter allows, and no longer than other pauses for the incident.
  private static func end(
    _ deed: BrakeOrder.Deed, _ incident: String, _ length: Span?, _ session: Session
  ) throws -> Timepoint {
    let now = try session.now()
    guard let longest = try session.chamber.read({ try $0.charter(at: now)?.longest(deed) }) else {
      throw BrakeRefusal.notAllowed
    }
    // Whole minutes are easier to compare between members, and none is longer than it may be.
    let end = now + (length ?? longest)
    let whole = length == nil ? Timepoint(milliseconds: end.milliseconds / 60_000 * 60_000) : end
    guard deed == .pause, length == nil else { return whole }
    let others = try session.chamber.read { try $0.brakes() }.filter {
      $0.order.deed == .pause && $0.effective != nil && $0.order.incident.isSpelt(like: incident)
    }
    return min(whole, others.map(\.councilEnd).min() ?? .latest)
  }

  /// The pause in effect that an incident or the beginning of an order's identity names.
  static func pause(_ name: String, in session: Session) throws -> BrakeRecord {
    let now = try session.now()
    let pauses = try session.chamber.read { try $0.brakes() }.filter { $0.stops(at: now) }
    let found = pauses.filter {
      $0.order.incident.isSpelt(like: name) || (name.utf8.count >= 8 && $0.id.description.hasPrefix(name))
    }
    guard let pause = found.first else {
      throw Failure(
        .notFound, "brake.unknown", "no pause \(Format.safe(name)) is in effect", hint: "quorate status")
    }
    guard found.count == 1 else {
      let list = found.map { "\($0.id.description.prefix(10)) \(words($0.order.scope))" }
      throw Failure(
        .usage, "order.ambiguous", "several pauses are in effect for it: \(list.joined(separator: "; "))",
        hint: "the same command with \(pause.id.description.prefix(10)) instead of the incident")
    }
    return pause
  }
}
