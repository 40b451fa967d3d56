/// Trees, proofs, signed notes and checkpoints.
let logVectors: [String: VectorRunner] = [:]
