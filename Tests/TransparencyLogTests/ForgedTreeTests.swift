import CanonicalEncoding
import Testing

@testable import TransparencyLog

/// Trees and proofs as forgers would have them. The verifier is RFC 9162's (§2.1.3, §2.1.4), the reference is RFC 6962 §2.1
/// written down slowly.
struct ForgedTreeTests {
  private static func isProven(
    _ leaf: Digest, at index: Int, of size: Int, by path: [Digest], under root: Digest
  ) -> Bool {
    do throws(ProofRefusal) {
      try InclusionProof.verify(
        leafHash: leaf, index: UInt64(index), size: UInt64(size), path: path, root: root)
      return true
    } catch { return false }
  }

  @Test(arguments: 1...64) func `attack 69: no path with any byte altered proves its leaf`(size: Int) throws {
    let leaves = ReferenceTree.leaves(size)
    let root = ReferenceTree.root(leaves[...])
    var tried = 0
    for index in 0..<size {
      let leaf = TreeHash.leaf(leaves[index])
      let path = ReferenceTree.path(index, leaves[...])
      #expect(Self.isProven(leaf, at: index, of: size, by: path, under: root))
      for step in path.indices {
        for byte in 0..<32 {
          var bytes = path[step].bytes
          bytes[byte] ^= 1 << UInt8((index + step + byte) % 8)
          var altered = path
          altered[step] = try #require(Digest(bytes))
          guard Self.isProven(leaf, at: index, of: size, by: altered, under: root) else { continue }
          Issue.record("leaf \(index) of \(size), step \(step), byte \(byte)")
        }
        tried += 32
      }
    }
    #expect(tried == 32 * (0..<size).map { ReferenceTree.path($0, leaves[...]).count }.reduce(0, +))
  }

  @Test(arguments: 2...33) func `attack 69: a path proves nothing for another size, index or side`(size: Int)
  {
    let leaves = ReferenceTree.leaves(size)
    let root = ReferenceTree.root(leaves[...])
    for index in 0..<size {
      let leaf = TreeHash.leaf(leaves[index])
      let path = ReferenceTree.path(index, leaves[...])
      for other in 0...size + 1 where other != index {
        #expect(
          !Self.isProven(leaf, at: other, of: size, by: path, under: root), "\(index) at \(other) of \(size)")
      }
      #expect(!Self.isProven(leaf, at: index, of: size, by: path.reversed(), under: root) || path.count < 2)
      #expect(!Self.isProven(leaf, at: index, of: 0, by: path, under: root))
      #expect(!Self.isProven(root, at: 0, of: 1, by: [], under: leaf))
    }
    // A tree of one leaf is its hash, and of none nothing is proven.
    #expect(Self.isProven(TreeHash.leaf(leaves[0]), at: 0, of: 1, by: [], under: TreeHash.leaf(leaves[0])))
    #expect(!Self.isProven(TreeHash.empty, at: 0, of: 0, by: [], under: TreeHash.empty))
  }

  @Test(arguments: 2...40) func `attack 70: no entry can be made that a node is taken for`(size: Int) {
    let leaves = ReferenceTree.leaves(size)
    let root = ReferenceTree.root(leaves[...])
    var split = 1
    while split * 2 < size { split *= 2 }
    let (left, right) = (
      ReferenceTree.root(leaves.prefix(split)), ReferenceTree.root(leaves.dropFirst(split))
    )
    let pair = left.bytes + right.bytes
    // The bytes that the root's node is hashed from, with and without what stands before them.
    for entry in [pair, [0x01] + pair, [0x00] + pair] {
      #expect(TreeHash.leaf(entry) != root)
      #expect(ReferenceTree.root([entry]) != root)
      #expect(!Self.isProven(TreeHash.leaf(entry), at: 0, of: 1, by: [], under: root))
    }
    // A node of the tree as the leaf of a smaller one: only whoever hands in hashes for entries could be misled.
    #expect(TreeHash.leaf(pair) != TreeHash.node(left, right))
    var range = CompactRange()
    range.append(TreeHash.leaf(pair))
    #expect(range.root != root)
  }

  @Test(arguments: 1...40) func `attack 71: the last leaf twice is another tree`(size: Int) {
    let leaves = ReferenceTree.leaves(size)
    let root = MerkleRoot.of(leaves.map(TreeHash.leaf))
    // Bitcoin's trees repeat the last leaf, or the last node of a level, until there is a pair (CVE-2012-2459).
    for repeated in 1...size {
      let doubled = leaves + leaves.suffix(repeated)
      #expect(MerkleRoot.of(doubled.map(TreeHash.leaf)) != root, "\(size) and \(repeated) again")
      #expect(MerkleRoot.of(doubled.map(TreeHash.leaf)) == ReferenceTree.root(doubled[...]))
    }
    #expect(root == ReferenceTree.root(leaves[...]))
  }
}
