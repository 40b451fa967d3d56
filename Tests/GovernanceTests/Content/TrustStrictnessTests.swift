import CanonicalEncoding
import DocumentFiles
import Governance
import QuorateTesting
import Testing

/// Whether one list of trusted algorithms lets nothing be run that another does not.
@Suite struct TrustStrictnessTests {
  private static func entry(
    _ name: String = "a", _ files: String = "F", _ container: String = "C", _ service: String? = nil
  ) -> TrustedAlgorithm {
    TrustedAlgorithm(name: name, files: files, container: container, service: service)
  }

  private static func list(
    _ algorithms: [TrustedAlgorithm] = [], _ publishers: [String] = [], raw: Bool = false
  ) -> AlgorithmTrust {
    AlgorithmTrust(use: .compute, allowsRaw: raw, publishers: publishers, algorithms: algorithms)
  }

  static let changes: [(id: String, old: AlgorithmTrust, new: AlgorithmTrust, change: String)] = [
    ("the first entry", .nothing, list([entry()]), "loosening"),
    ("nothing for nothing", .nothing, list(raw: true), "neutral"),
    ("the last entry gone", list([entry()]), .nothing, "tightening"),
    ("another version", list([entry()]), list([entry("a", "G")]), "loosening"),
    ("any version", list([entry()]), list([entry("a", "*")]), "loosening"),
    ("one version of any", list([entry("a", "*")]), list([entry("a", "G")]), "tightening"),
    ("one service only", list([entry()]), list([entry("a", "F", "C", "S")]), "tightening"),
    ("any service again", list([entry("a", "F", "C", "S")]), list([entry()]), "loosening"),
    ("any service, in words", list([entry("a", "F", "C", "*")]), list([entry()]), "neutral"),
    ("another publisher", list([], ["0xab"]), list([], ["0xab", "0xac"]), "loosening"),
    ("the same publisher, in other letters", list([], ["0xab"]), list([], ["0xAB"]), "neutral"),
    ("one publisher of all", list([], ["*"]), list([], ["0xab"]), "tightening"),
    ("an entry under any publisher", list([], ["*"]), list([entry()], ["*"]), "neutral"),
    ("an entry for a publisher", list([], ["0xab"]), list([entry()]), "loosening"),
    ("raw code too", list([entry()]), list([entry()], raw: true), "loosening"),
    ("no raw code any more", list([entry()], raw: true), list([entry()]), "tightening"),
    ("handed out", list([entry()]), AlgorithmTrust(use: .access), "loosening"),
    ("no longer handed out", AlgorithmTrust(use: .access), list([], ["*"], raw: true), "tightening"),
  ]

  @Test(arguments: changes) func `a change is what it does to what may be run`(
    _ row: (id: String, old: AlgorithmTrust, new: AlgorithmTrust, change: String)
  ) {
    #expect(AlgorithmTrust.change(from: row.old, to: row.new).rawValue == row.change, "\(row.id)")
    if row.change == "tightening" {
      #expect(AlgorithmTrust.change(from: row.new, to: row.old) == .loosening, "\(row.id), back")
    }
  }

  /// Lists of up to two entries and a publisher, and every algorithm they can tell apart.
  @Test func `what is not called loosening lets nothing new be run`() throws {
    var numbers = RepeatableNumbers(seed: 11)
    func one(_ texts: [String]) -> String { texts[numbers.below(texts.count)] }
    func random() -> AlgorithmTrust {
      if numbers.below(12) == 0 { return AlgorithmTrust(use: .access) }
      let entries = (0..<numbers.below(3)).map { _ in
        Self.entry(
          one(["a", "b", "*"]), one(["F", "G", "*"]), one(["C", "*"]), [nil, "S", "*"][numbers.below(3)])
      }
      let publishers = numbers.below(2) == 0 ? [] : [one(["0xab", "0xAB", "0xac", "*"])]
      return Self.list(entries, publishers, raw: numbers.below(2) == 0)
    }
    var algorithms: [PublishedAlgorithm?] = [nil]
    for name in ["a", "b", "c"] {
      for files in ["F", "G", "H"] {
        for service in [nil, "S", "T"] {
          for publisher in ["0xab", "0xac", "0xad"] {
            algorithms.append(
              PublishedAlgorithm(
                name: name, files: files, container: "C", service: service, publisher: publisher))
          }
        }
      }
    }
    var seen: Set<ProtocolAmendment.Change> = []
    for _ in 0..<3000 {
      let (old, new) = (random(), random())
      let change = AlgorithmTrust.change(from: old, to: new)
      seen.insert(change)
      guard change != .loosening else { continue }
      try Mismatch.unless(
        algorithms.allSatisfy { new.refusal(of: $0) != nil || old.refusal(of: $0) == nil },
        "\(change): \(old) to \(new)")
    }
    #expect(seen == [.tightening, .neutral, .loosening])
  }

  @Test(arguments: [
    ("name: a", ""), ("name: a", "name: ''"), ("name: a", "name: '*'"),
    ("publisher: '0xab'", "publisher: ''"),
    ("files: F", "files: F\nmore: x"), ("published-algorithm/1", "algorithm-trust/1"),
  ])
  func `an algorithm is described in full, and by no sign for everything`(_ from: String, _ to: String) throws
  {
    let text = "quorate: published-algorithm/1\nname: a\nfiles: F\ncontainer: C\npublisher: '0xab'\n"
    #expect(try PublishedAlgorithm(parsing: YAMLDocument.parse(text)).name == "a")
    let edited = text.replacing(from, with: to)
    #expect(throws: JSONRefusal.self) { try PublishedAlgorithm(parsing: YAMLDocument.parse(edited)) }
  }
}
