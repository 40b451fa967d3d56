import CanonicalEncoding
import Testing

@testable import TransparencyLog

struct TreeTests {
  @Test func `a compact range has the root of RFC 6962 at every size up to 300`() {
    let leaves = ReferenceTree.leaves(300)
    var range = CompactRange()
    for size in 0...300 {
      #expect(range.root == ReferenceTree.root(leaves.prefix(size)), "size \(size)")
      #expect(range.size == UInt64(size))
      #expect(CompactRange(size: range.size, hashes: range.hashes) == range)
      if size < 300 { range.append(TreeHash.leaf(leaves[size])) }
    }
    #expect(MerkleRoot.of(leaves.map(TreeHash.leaf)) == range.root)
  }

  @Test func `the root over nothing is SHA-256 of nothing`() {
    let digits = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(MerkleRoot.of([]).description == digits)
    #expect(CompactRange().root == TreeHash.empty)
  }

  @Test func `every perfect subtree is reported once, with its own hash`() throws {
    let leaves = ReferenceTree.leaves(100)
    var reported: [NodeID: Digest] = [:]
    var range = CompactRange()
    for leaf in leaves {
      range.append(TreeHash.leaf(leaf)) { node, hash in
        #expect(reported.updateValue(hash, forKey: node) == nil, "\(node) twice")
      }
    }
    var expected = 0
    for level in 1...6 {
      for index in 0..<(100 >> level) {
        let leaves = leaves[(index << level)..<((index + 1) << level)]
        let hash = try #require(reported[NodeID(level: level, index: UInt64(index))])
        #expect(hash == ReferenceTree.root(leaves))
        expected += 1
      }
    }
    #expect(reported.count == expected)
  }

  @Test func `a report that throws leaves the range as it was`() {
    struct Full: Error {}
    var range = CompactRange()
    for leaf in ReferenceTree.leaves(7) { range.append(TreeHash.leaf(leaf)) }
    let before = range
    var count = 0
    #expect(throws: Full.self) {
      try range.append(TreeHash.leaf([7])) { _, _ in
        count += 1
        if count == 2 { throw Full() }
      }
    }
    #expect(range == before)
  }

  @Test func `a range is not taken up again with too few or too many hashes`() {
    let hash = TreeHash.leaf([])
    #expect(CompactRange(size: 3, hashes: [hash]) == nil)
    #expect(CompactRange(size: 4, hashes: [hash, hash]) == nil)
    #expect(CompactRange(size: 0, hashes: [hash]) == nil)
    #expect(CompactRange(size: 3, hashes: [hash, hash]) != nil)
  }

  @Test func `a repeated last leaf changes the root`() {
    // Trees that fill up an odd level with its last node give both lists one root (CVE-2012-2459).
    let hashes = ["a", "b", "c"].map { TreeHash.leaf(Array($0.utf8)) }
    #expect(MerkleRoot.of(hashes) != MerkleRoot.of(hashes + [hashes[2]]))
  }

  @Test func `a node cannot be shown as a leaf`() {
    let (left, right) = (TreeHash.leaf([1]), TreeHash.leaf([2]))
    #expect(TreeHash.leaf(left.bytes + right.bytes) != TreeHash.node(left, right))
  }
}
