import CanonicalEncoding

@testable import TransparencyLog

/// A cosignature by ML-DSA-44 of a checkpoint, made with dilithium-py 1.5 (key of the seed 00 01 … 1f, no randomness).
enum MLDSASample {
  static let witness = "witness.example"
  static let time: UInt64 = 1_790_000_000
  static let origin = "log.example"
  static let size: UInt64 = 15
  /// The root is 00 01 … 1f.
  static let root = [UInt8](0..<32)

  static var key: VerifierKey {
    get throws {
      try VerifierKey(name: witness, algorithm: .mlDSACosignature, publicKey: bytes(of: publicKey))
    }
  }

  /// What follows the key id on the line: the time and the signature.
  static var blob: [UInt8] {
    var blob: [UInt8] = []
    blob.append(bigEndian: time)
    return blob + bytes(of: signature)
  }

  private static func bytes(of text: String) -> [UInt8] {
    Base64.decode(text.filter { !$0.isWhitespace }) ?? []
  }

  private static let publicKey = """
    17K0clSq4NtF55MNSpjSyX2PE5fReJ2voXAksxbpvslPyZRtQvGbeadBO7qjPnFJy0LtURVpOsBB+suYit61/g4dhjEYSZW1ksOX
    0ilOLhT5CqQUujgmiZrEP0zMrLwm6agyuVEY1ctDPL75ZgsAE44IF/YediyidMNq1VTrIqrBFi5KsBrLoeOMTv2PgLZbMz0PcuVd
    /nHOnB67mInnxWEGwP1zgDoq7P6v3teqPLLO2lTRK9jNNqeM+XWUO0er0l6ICsRS5XQu0ejRqCr6huWQx1jBWuTShA2SvKGlCQ9A
    SWWX/KfYuVE/GhvabpUKqpjeRnUH1KT1pPBZkhZYLDVy9i7aiQWrNYFnDEoCd3oz4Mpylf2PT/bRoKOnaD1l9fX3/GDaAj6CbF+S
    FEwC99G6EHWYdVPqk2f8122ZC3+pnNRa/biDbUPkWfUYffBYR5cJoB6mg1k1+nBGCZDNPcG6QBupS6sd3kGsZ6szGdysoGBI1MTu
    8n7hOpwX0FOPQw8tZC3CQVZg3niHfY2KvHJSOXjAQuQoX0MZhGxEEmJCl2hEwQ5Va6IVtacZ5Z0MayqW05hZBx/cws3nUkp77a5U
    6FsxjoVOj+Ky8+36yXGRKCcKr9HlBEw6T9r9n/MfkHhLjo5FlhRKDa9YZRHT2ZYrnqla8Ze05fxg8rHtFd46W+9fib3HnZEFHZso
    FudPpUUx79wcvnTUSIV/R2vNWPIcC2U7O3ak4HamVZowJxhVXMY/dIWaq6uSXwI4YcqM0Pe62yhx9n1VMm10URNa1F9KG6aRGPuy
    yKMO7JOS7z+XcGbJrdXHEMxkexUU0hfZWMcBfD6Q/SDATmdLkEhuk3CjGgAdMvRzl55JBnSefkd/oLdFCPil8jeDErg8Jb04jKCw
    //dHi69CtxZn7arJfEaxKWQ+WG5bBVoMIRlG1PNuZ1vtWGD6BCoxXZgmFk1qkjfDWl+/SVSQpb1N8ki5XEqud4S2BWcxZqxCRbW0
    sIKgnpMj5i8geMW3Z4NEbe/XNq06NwLUmwiYRJAKYYMzl7xEGbMNepegs4fBkRR0xNQbU+Mql3rLbw6nXbZbs55Z5wHnaVfe9vLU
    RVnDGncSK1IE47XCGfFoixTtC8C4AbPm6C3NQ+nA6fQXRM2YFb0byIINi7Ej8E+s0bG2hd1aKxuNu/PtkzZw8JWhgLTxktCLELj6
    u9/MKyRRjjLuoKXgyQTKhEeACD87DNLQuLavZ7w1W5SUAl3HsKePqA46Lb/rUTKIUdYHgZjpSTZRrnh+wCUfkiujDp9R32Km1yeE
    zz3SBTkxdt+jJKUSvZSXCjbdNKUUqGeR8Os28BRbCatkZRtKAxOymWEaKhxIiRYnWYdooxFAYLpEQ0ht9RUioc6IswmFwhb45u0X
    jdVnswSg1Mr7qIKig0LxepqiauWNtjAIPSw1j99WbD9dYqQoVnvJ6ozpXKoPNUdLC/qPM5olCrTfzyCDvo7vvBBV4Y/hU3DuyyYF
    Ztg/8GshGq7EPKKbVMzQD4gVokZe8LRlFcx+QfMSTwnv/3OTCatYspoUWaALzlA46TjJZ49y6w5O5f2q5m2fhXP8l/xCtJWfS/i2
    HXhDPoawM11ukZHE2L9IezkFwQjP1qwksM633LfPUfhNDtaHuV6uscUzwG8NlwI9kqcIJYN7Wbpst9TlawqHwgOGKujzFbpZJejt
    76Z5NpoiAnZhUfFqll+fgeznbMBwtVhp5NuXhM8FyDCzJCyDEg==
    """

  private static let signature = """
    BxTWjwIzKzVkNkNg76p88iE9NlWE5nHZ+tBme4nDpyCyFlJoPKIhS2aanYlq4exfgmQE8i6s8eBkbYipRv6sN5GjUj13tFhukbvn
    vdVchHTmiyHf3QVFJduYxt/FKTZwE7kjRuqMRA8cc61LvQnmOcMozGVhirDYxUGl3utH8uQA/XdwPxIYtZneo8uG2cjIPAKh3Cfe
    b34sZcqTzTi8T94zJ81SCAUjNq0Ww9PE2CsADBw39BiNzXaMooMUPU9Axt7VkeR26zDfZQ2JzL/82U6IZk2f3mhF1aDh0MPk6KQD
    wSrVsMZUHfwvm/vRF8f1aJxZw2bxMR+PrCHEFcwtiSMHDTxGUYPLgPfs6TeBuOmiExY0oV5mgoM0idpN65CeAJFwrbKvRjLD3ZLH
    2qbiu7E1YlG0ExKpfhTQ/BFm4He2vLh83grKif2DMOjm5gpYNQuVY63f5/3o1SvbKz5B0h5AdzekJ/4TFspO8Y8fI9pyHLfqA+4J
    ZGNBXEJqoqqEBdnGP6/6toTmfxpWbXj0ulN9smQK2E4H2Nric7bXlVivu6mbsJtBGKHjgMWvFT5AYawoMVTqHgGWqzjDf04PMDQe
    fE+F48ylTqJcAw3fkBd83Zlo01LW1rYcmrPHrt5O6Eb8cRjO5s/HJi6Ths/tda1UbfX8cwvE+GhqpnyiCgQ4F1arWM2YhspG/tEj
    NvY1zAh/NDzvZrREg/2+p9B8sWxegb04Kc2FvlmT3azt1zS9YzVJjnY/c5doqAGsMpVQKwhII7MVPTt7RNLqvEyo0N4ztKyMQFmc
    DL/XeeHv5nPxubg2IC2I2y8io4mmoMsPN/LV+XFAgYp2ol1l5Z4oRuvoBGfEpnLxPxcqEAHemq5DfaUMnEhfzYED/xENgswWLeRG
    yhZbWQ7tC8aZzjB+hB74YeJkfxMSonBNlr9mmz6zWpXmsFdM/Ey9yvHqRFEPH+ItoGoJ9TBnXtypUois37iVVfnlLyHdJbk6euiO
    38uyn1B4e9+szqidPn7o1TPiOw6O6fE1hV4KDCFPac5O04A24Z+eUlmYsKn0LF7QyOeb+88FjEnWAa6N4YvRrTl/7mj3Ydw1M/LF
    jguFTk9ns1h7/Hk4EsmurImQJyLxJmW1d2q+EtqhzUpQKvn1DBK9DZV8Z5aS2nst/qRvUaD+pbboZAlPg7x4xe8PNcVlU2wAPxFh
    y+wdUoqA4gQVpJ2VPf0MSfivHliU0EVLHazl17Wdcy32tr6Y0Gmb+QGsv5qrmYJpnNM/9r2h7Yzh1M9xbKfg2OkjWHT4ksz/Odfl
    aM21gHteiKbjqAXwv4QQwreB3cRL1U8jlkkc4fMhWOMNc5JFDLefp+lU3wkV0xuiSGkXs8xYTgq+ZB16l8WdrMz+ttiwEimpWRRk
    bEMV7kZ5YsoMtayybS7ZNRX2v6GJlhSFpfietQUefGnLXLgJx6MYpKhvK1YVKprZWBwTQoCg/TD49I5CiEaanlvH5uiUpn9bjuO6
    sabrBQYKADU0E1gsNhMo3mFDAaTGhyCUUlkH8BJp+4f/pjsdSAzdp7sXacpdP6LBrwvxsghG9T9mG0PBSI6jrGX4M5SBArWOlnZk
    3kXt0aRVMaT/f8WeLVUiVeRs7Tr0XgbPjXRH2yKTkavp6yE1eTi3+PMlb16bTOcKfsphwQPgVhvkA9+LhGP8ujDPjrr85rAb6t4o
    AjGn1mD0+d2CGvpc4o8wT6iEN1VjCcIcmEEXCOVWFmJxCZ8Vf762XhyQqUvK3WVrypZEXmXzUixlypdtzUsL3MhckSysaQZ43vl8
    kpRmucLK3TeN+RiTDqkw8l88PIZ7sbtLLZPUJhKhPvy07lR194vnv4qNxZ0+B/JAczGxqzP+3t60vRVFk93YSADU3uStEJ/+t+0f
    Dua9BW6cTQHFcBMFM7RGNc4wYd7qKnG8dQIKlIEDaES7DtvJoxWur8s1oFWI+QHyyZ1TbZwiurhnEiMtW4tPUr8zVFagfCu1/uDw
    OzawRiu/zWZ3K2Qhj2S5bxFVW4D8OyMTMg9LUFi1W1eC2grAkr7WDAcu+JkVMyovvJHvacYtvbzl9gT0F2bLzweosW0UdMkh6mm+
    VmZNepU1Gb7sGEXrwEyZbfvxkWhZhuJ0SjdWPycn5+4xe6oqnpTt3UOUHaXMaJraBJ/hem9n2xW9EGDSklXqeVSTQbkfjTh+Evxo
    WIb95uYc/1fZob/n5UTaWODtblskz/dwFwBuJtQMjYdy5qWeEBx3PpSV1A6oehs9Abbso/ShrAsyPA9VX9OPCuSPH1yg4xTxaIeZ
    +nHFSQS5Qqwx1peyGvVbEHTZCHobW8cqXIKgMhlykrTEnEVB7BrqqgaxNuOokkCZEzF9qhkeU/C2NKV36n8cVwhRgkp5wayCRHeP
    +QxuQ2WatQOx1kYT6tmXgu07vFX0594Mlo4FITa1BCRgiblvHEgpw1+/xkKEev8Hg8uFBjYBJD7fER40LFqye+gKelIYaxfr+na6
    zr1ro7kkiVwrGrauixI9b1wPr1XP5QeUOigSVOTZKU0/5iPIg0lVhbw0HeIQ9HVj38y9EUz85pK+Yr/9nAxfy57kXlXKlY7GuniP
    R83GJbesGGLEqoeapGPPT11PSERF47bBgSZcgONk3kUEF0jG7CNNFzKlLfzF/ekHR/tj4kdlgMFgbPZ0IekomhGnk40C8RTFlWHl
    yqVQDcfOrPzZyoVmQx9aDJUanHtu1NAOTaGrzQ9dFaeBv1I9O+S4m1JWZoZva5IGFPYG8IA/MAsXbSxBH4h1t6ndfMCJ6RI7ZfzI
    ZUKXYiHA1gyX8P4qB0m0ZeTUOt2Wb5VL8lwhlKiqQHYEXVmAKmjbdQjmDkYRNUmTv21vUcXozCJs4KytzrUB29w3fxODSH2cWc1F
    cgDG6UYPWddTrqoMXiIDYPDbkXdUeD+psdXB1Lyu/WMuoe6c2h/WuqaAkHro2AP8tzeGr4kcPbKN5f7kpkHWeDKVH0J2CUdf2cVw
    mMmYP8YnvFKt35QHQoKTROznbPs7kPCa4IsLlOPb3qz8JeqwTooWn7Vnf365gxgVRXZT0RbRHtrCiqwFuEHwr380zBoJvREQtr/w
    WY3+9I9mGLNg5FQIIDA2Ql9qe4OHi6Pt/ww7RVJVYHattubw9Pf7HTxGTVx0ent+h4i+xtLo7vP2/yIlRk5SVltcXV9zdHWLlZic
    ob3C1wAAAAAAAAAAAAAAAA4cL0Q=
    """
}
