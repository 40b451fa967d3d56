/// Hash functions.
let hashVectors: [String: VectorRunner] = [:]
