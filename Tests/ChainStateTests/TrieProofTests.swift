import CanonicalEncoding
import ChainState
import QuorateTesting
import Testing

@Suite struct TrieProofTests {
  /// The examples of Ethereum's own tests of tries ("dogs", "puppy", "foo").
  @Test(arguments: [
    (
      "dogs", ["do": "verb", "dog": "puppy", "doge": "coin", "horse": "stallion"],
      "0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84"
    ),
    ("none", [:], "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"),
  ]) func `known roots`(id: String, texts: [String: String], root: String) throws {
    let values = Dictionary(uniqueKeysWithValues: texts.map { (Array($0.key.utf8), Array($0.value.utf8)) })
    let trie = SampleTrie(values)
    #expect(trie.root.description == root)
    let proof = TrieProof(nodes: trie.nodes)
    for (key, value) in values { #expect(try proof.value(of: key, root: trie.root) == value) }
    for absent in ["d", "dogge", "cat", "", "horses"] {
      #expect(try proof.value(of: Array(absent.utf8), root: trie.root) == nil)
    }
  }

  @Test func `every key of a trie is proven, and that others are absent`() throws {
    var random = RepeatableNumbers(seed: 11)
    for round in 0..<120 {
      let length = [1, 2, 32][round % 3]
      let values = Self.random(keys: Int.random(in: 1...40, using: &random), length: length, &random)
      let trie = SampleTrie(values)
      let proof = TrieProof(nodes: trie.nodes.shuffled(using: &random))
      for (key, value) in values { #expect(try proof.value(of: key, root: trie.root) == value) }
      for _ in 0..<40 {
        let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try proof.value(of: key, root: trie.root) == values[key])
      }
    }
  }

  @Test func `a proof that lacks nodes or has false ones says nothing else`() throws {
    var random = RepeatableNumbers(seed: 12)
    var refused = 0
    for _ in 0..<60 {
      let values = Self.random(keys: 20, length: 2, &random)
      let trie = SampleTrie(values)
      var nodes = trie.nodes.filter { _ in Bool.random(using: &random) }
      for index in nodes.indices where Bool.random(using: &random) {
        let place = Int.random(in: nodes[index].indices, using: &random)
        nodes.append(nodes[index])
        nodes[index][place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      let proof = TrieProof(nodes: nodes)
      for (key, value) in values {
        do throws(ChainRefusal) {
          let proven = try proof.value(of: key, root: trie.root)
          #expect(proven == value)
        } catch { refused += 1 }
      }
    }
    #expect(refused > 100, "the test must have seen proofs that do not reach")
  }

  /// Nodes that hash as they should and yet are none: whoever makes a trie of his own gets no other answer, and no
  /// crash.
  @Test(arguments: [
    ("nothing", [UInt8]()), ("text", [0x83, 1, 2, 3]), ("three items", [0xc3, 1, 2, 3]),
    ("no path", [0xc2, 0x80, 1]), ("unknown flag", [0xc2, 0x40, 1]), ("padded nibble", [0xc2, 0x01, 1]),
    ("empty leaf", [0xc2, 0x20, 0x80]), ("path to itself", [0xc3, 0x00, 0xc1, 0x80]),
    ("long form of a short text", [0xb8, 1, 5]), ("cut off", [0xf9, 2]),
    ("huge", [0xbb, 255, 255, 255, 255]),
    ("value is a list", [0xc3, 0x20, 0xc1, 0x80]), ("byte with a head", [0x81, 5]),
    ("after the end", [0xc0, 0]),
    ("a child of ten bytes", [0xcd, 0x81, 0x00, 0x8a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  ]) func `what is no node is refused`(id: String, node: [UInt8]) {
    let proof = TrieProof(nodes: [node])
    #expect(throws: ChainRefusal.self) {
      try proof.value(of: Keccak256.digest("a").bytes, root: Keccak256.digest(node))
    }
  }

  @Test func `nodes inside nodes end`() {
    // A list in a list, forty deep, in place of a node.
    var node: [UInt8] = [0xc0]
    for _ in 0..<40 { node = [0xc0 + UInt8(node.count)] + node }
    let proof = TrieProof(nodes: [node])
    #expect(throws: ChainRefusal.encoding(offset: 8)) {
      try proof.value(of: [0], root: Keccak256.digest(node))
    }
  }

  private static func random(
    keys: Int, length: Int, _ random: inout RepeatableNumbers
  ) -> [[UInt8]: [UInt8]] {
    var values: [[UInt8]: [UInt8]] = [:]
    for _ in 0..<keys {
      // Few different bytes, so that paths are shared.
      let key = (0..<length).map { _ in [0, 1, 16, 17, 255, 7].randomElement(using: &random) ?? UInt8(0) }
      values[key] = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        .random(in: 0...255, using: &random)
      }
    }
    return values
  }
}
