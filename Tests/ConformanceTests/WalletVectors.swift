/// Keys, wallets and signatures.
let walletVectors: [String: VectorRunner] = [:]
