package import CanonicalEncoding

/// What a charter lets its councils do without a vote.
extension Charter {
  /// The role whose members may give such an order, or `nil` for nobody.
  package func role(for deed: BrakeOrder.Deed) -> String? {
    deed == .breakGlass ? gate.breakGlass?.by : brake?.role(for: deed)
  }

  /// How long such an order lasts at most, or `nil` where nobody may give it.
  package func longest(_ deed: BrakeOrder.Deed) -> Span? {
    deed == .breakGlass ? gate.breakGlass?.atMost : brake?.atMost
  }
}
