internal import CanonicalEncoding

/// Why a registry's manifest cannot be shown to be a model.
package struct UnprovenLink: CodedRefusal, Hashable {
  /// What is missing or differs.
  package let reason: String

  package init(_ reason: String) { self.reason = reason }

  package var code: String { "deployment.linkUnproven" }
  package var message: String { "nothing proves that the registry's manifest is this model: \(reason)" }
}
