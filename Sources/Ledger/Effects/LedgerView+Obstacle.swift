package import CanonicalEncoding

extension LedgerView {
  /// Why carrying out a proposal would be refused at an instant, as everything stands now; `nil` where it would not be,
  /// or where waiting alone puts it right.
  ///
  /// - Parameters:
  ///   - index: The entry that would do it: the size of the log.
  ///   - instant: When it would be done; whether its time has come is not asked here.
  package func obstacle(
    to proposal: ProposalRecord, index: UInt64, at instant: Timepoint
  ) throws -> (any CodedRefusal)? {
    do {
      _ = try effects(of: proposal, at: LogPosition(index: index, received: instant, previous: instant))
      return nil
    } catch let refusal as EffectRefusal where refusal.healsWithTime {
      return nil
    } catch PredecessorRefusal.notExecuted {
      return nil
    } catch {
      // A look-up that failed says nothing about the proposal.
      guard let refusal = AdmissionRefusal(error) else { throw error }
      return refusal
    }
  }
}
