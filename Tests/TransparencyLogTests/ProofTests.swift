import CanonicalEncoding
import Testing

@testable import TransparencyLog

struct InclusionProofTests {
  @Test(arguments: 1...64) func `attack 69: every leaf is proven, and by its own path only`(size: Int) throws
  {
    let leaves = ReferenceTree.leaves(size)
    let nodes = PerfectNodes(leaves)
    let root = ReferenceTree.root(leaves[...])
    for index in 0..<size {
      let leaf = TreeHash.leaf(leaves[index])
      let path = try InclusionProof.path(of: UInt64(index), size: UInt64(size), node: nodes.hash)
      #expect(path == ReferenceTree.path(index, leaves[...]), "leaf \(index)")
      func refusal(
        leafHash: Digest? = nil, index other: Int? = nil, path changed: [Digest]? = nil, root: Digest
      ) -> ProofRefusal? {
        do throws(ProofRefusal) {
          try InclusionProof.verify(
            leafHash: leafHash ?? leaf, index: UInt64(other ?? index), size: UInt64(size),
            path: changed ?? path, root: root)
          return nil
        } catch {
          return error
        }
      }
      #expect(refusal(root: root) == nil)
      #expect(refusal(root: root.turned)?.code == "proof.wrongRoot")
      #expect(refusal(leafHash: leaf.turned, root: root)?.code == "proof.wrongRoot")
      #expect(refusal(path: path + [root], root: root)?.code == "proof.wrongLength")
      #expect(refusal(path: [root] + path, root: root)?.code == "proof.wrongLength")
      if !path.isEmpty {
        #expect(refusal(path: path.dropLast(), root: root)?.code == "proof.wrongLength")
      }
      for step in path.indices {
        var changed = path
        changed[step] = changed[step].turned
        #expect(refusal(path: changed, root: root)?.code == "proof.wrongRoot", "leaf \(index), step \(step)")
      }
      for other in 0..<size where other != index {
        #expect(refusal(index: other, root: root) != nil, "leaf \(index) at \(other)")
      }
      #expect(refusal(index: size, root: root)?.code == "proof.indexOutOfRange")
    }
  }

  @Test func `no proof is made of a leaf that is not there`() {
    let nodes = PerfectNodes(ReferenceTree.leaves(5))
    #expect(throws: ProofRefusal.indexOutOfRange(index: 5, size: 5)) {
      try InclusionProof.path(of: 5, size: 5, node: nodes.hash)
    }
    #expect(throws: ProofRefusal.indexOutOfRange(index: 0, size: 0)) {
      try InclusionProof.path(of: 0, size: 0, node: nodes.hash)
    }
  }

  @Test func `a path asks for few nodes even in the largest of trees`() throws {
    var lookups = 0
    let size = UInt64.max
    let path = try InclusionProof.path(of: size / 3, size: size) { _ in
      lookups += 1
      return .zero
    }
    #expect(path.count == 64)
    #expect(lookups <= 128)
    #expect(throws: ProofRefusal.self) {
      try InclusionProof.verify(leafHash: .zero, index: size / 3, size: size, path: path, root: .zero)
    }
  }

  @Test func `what the lookup throws comes through`() {
    let nodes = PerfectNodes(ReferenceTree.leaves(3))
    #expect(throws: PerfectNodes.Missing.self) {
      try InclusionProof.path(of: 0, size: 8, node: nodes.hash)
    }
  }
}

struct ConsistencyProofTests {
  @Test(arguments: 1...64) func `every older tree is proven, and by its own path only`(newSize: Int) throws {
    let leaves = ReferenceTree.leaves(newSize)
    let nodes = PerfectNodes(leaves)
    let newRoot = ReferenceTree.root(leaves[...])
    for oldSize in 1...newSize {
      let oldRoot = ReferenceTree.root(leaves.prefix(oldSize))
      let path = try ConsistencyProof.path(
        from: UInt64(oldSize), to: UInt64(newSize), node: nodes.hash)
      #expect(path == ReferenceTree.proof(oldSize, leaves[...]), "from \(oldSize)")
      func refusal(_ path: [Digest], _ old: Digest, _ new: Digest) -> ProofRefusal? {
        do throws(ProofRefusal) {
          try ConsistencyProof.verify(
            oldSize: UInt64(oldSize), oldRoot: old, newSize: UInt64(newSize), newRoot: new, path: path)
          return nil
        } catch {
          return error
        }
      }
      #expect(refusal(path, oldRoot, newRoot) == nil, "from \(oldSize)")
      #expect(refusal(path, oldRoot.turned, newRoot) != nil)
      #expect(refusal(path, oldRoot, newRoot.turned)?.code == "proof.wrongRoot")
      #expect(refusal(path + [newRoot], oldRoot, newRoot)?.code == "proof.wrongLength")
      if oldSize < newSize {
        #expect(refusal(path, newRoot, oldRoot) != nil)
        #expect(refusal(path.dropLast(), oldRoot, newRoot)?.code == "proof.wrongLength")
        #expect(refusal([], oldRoot, newRoot)?.code == "proof.wrongLength")
      }
      for step in path.indices {
        var changed = path
        changed[step] = changed[step].turned
        #expect(refusal(changed, oldRoot, newRoot) != nil, "from \(oldSize), step \(step)")
      }
    }
  }

  @Test func `the empty tree proves nothing and trees do not shrink`() {
    let nodes = PerfectNodes(ReferenceTree.leaves(8))
    let root = nodes.range.root
    #expect(throws: ProofRefusal.emptyTree) { try ConsistencyProof.path(from: 0, to: 8, node: nodes.hash) }
    #expect(throws: ProofRefusal.sizesReversed(old: 8, new: 7)) {
      try ConsistencyProof.path(from: 8, to: 7, node: nodes.hash)
    }
    #expect(throws: ProofRefusal.emptyTree) {
      try ConsistencyProof.verify(oldSize: 0, oldRoot: TreeHash.empty, newSize: 8, newRoot: root, path: [])
    }
    #expect(throws: ProofRefusal.emptyTree) {
      try ConsistencyProof.verify(
        oldSize: 0, oldRoot: TreeHash.empty, newSize: 0, newRoot: TreeHash.empty, path: [])
    }
    #expect(throws: ProofRefusal.sizesReversed(old: 9, new: 8)) {
      try ConsistencyProof.verify(oldSize: 9, oldRoot: root, newSize: 8, newRoot: root, path: [])
    }
  }
}
