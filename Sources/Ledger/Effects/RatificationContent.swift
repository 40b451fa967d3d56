package import Governance

/// The proposal to ratify a pause that opens with the pause itself.
///
/// Nobody writes it, so that nobody can forget it or word it to their liking: it follows from the order alone.
package enum RatificationContent {
  /// What is voted on.
  package static func content(of record: BrakeRecord) throws(ProposalFault) -> ProposalContent {
    let order = record.order
    let until = record.proposedEnd
    let text = """
      ## Summary

      The council has paused: \(order.scope.words). Incident: \(order.incident).

      ## Motivation

      The signatures of the council and their reasons are in the log, under the order \(record.id).

      ## Specification

      Without this vote the pause ends at \(order.notAfter). With it, at \(until), or when a vote lifts it.

      ## Risks and rollback

      emergency.lift ends the pause at any time.

      """
    return try ProposalContent(
      title: "Ratify the pause for \(order.incident)", kind: EmergencyRatification.kind, text: text,
      actions: [.ratifyPause(EmergencyRatification(pause: record.id, until: until))], authors: [],
      discussion: "")
  }
}
