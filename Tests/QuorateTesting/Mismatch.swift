/// What a loop over very many cases throws at the first that fails; an expectation in each round would cost more
/// than the round.
package struct Mismatch: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }

  /// Throws where the condition does not hold.
  package static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws {
    if !condition { throw Mismatch(description()) }
  }
}
