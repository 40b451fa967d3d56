import CanonicalEncoding
import QuorateTesting
import Voting

/// Moloch v3, as far as leaving it goes.
let baalExitVectors: [String: VectorRunner] = [
  "evm/baal.json": { content, report in
    for value in content.object?["vectors"]?.array ?? [] {
      let row = VectorRow(value: value)
      let name = row.optional("id")?.string ?? "a row without id"
      do {
        guard try row.text("kind") == "ragequit" else {
          report.skip("the kind \(try row.text("kind")) is not built yet")
          continue
        }
        let differences = try baalExit(row)
        report.check("\(name): \(differences.joined(separator: "; "))", differences.isEmpty)
      } catch {
        report.check("\(name): \(error)", false)
      }
    }
  }
]

/// What a member of a Moloch takes along: the rows of `evm/baal.json` of the kind `ragequit`.
@Sendable func baalExit(_ row: VectorRow) throws -> [String] {
  let exit = ExitShare(
    shares: try row.amount("shares"), loot: try row.amount("loot"), supply: try row.amount("supply"))
  guard let part = exit?.part(of: try row.amount("balance")) else { return ["nothing can be burnt"] }
  return part == (try row.amount("expect")) ? [] : ["the part is \(part)"]
}
