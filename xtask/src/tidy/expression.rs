//! SPDX licence expressions, as far as `Cargo.toml` files use them: `OR`, `AND`, `WITH`, brackets, and the old `/`.

/// True when the expression can be met with the allowed licences alone.
///
/// # Errors
/// When the expression cannot be read.
pub fn is_met(expression: &str, is_allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, is_allowed };
    let met = reader.any();
    match (met, reader.words) {
        (Some(met), []) => Ok(met),
        _ => Err(format!("`{expression}` is not an SPDX expression")),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    is_allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reader<'a> {
    /// all (OR all)*
    fn any(&mut self) -> Option<bool> {
        let mut met = self.all()?;
        while self.takes("OR") {
            met |= self.all()?;
        }
        Some(met)
    }

    /// one (AND one)*
    fn all(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.takes("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    /// ( any ), or a licence with or without an exception
    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let met = self.any()?;
            return self.takes(")").then_some(met);
        }
        let licence = self.name()?;
        if self.takes("WITH") {
            let exception = self.name()?;
            return Some((self.is_allowed)(&format!("{licence} WITH {exception}")));
        }
        Some((self.is_allowed)(licence))
    }

    fn name(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        let is_name = !["OR", "AND", "WITH", "(", ")"].contains(first);
        is_name.then(|| {
            self.words = rest;
            *first
        })
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expression: &str) -> Result<bool, String> {
        is_met(expression, &|licence| {
            ["MIT", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].contains(&licence)
        })
    }

    #[test]
    fn one_allowed_choice_is_enough() {
        assert_eq!(met("MIT OR Apache-2.0"), Ok(true));
        assert_eq!(met("Apache-2.0/MIT"), Ok(true));
        assert_eq!(met("GPL-2.0-only OR Zlib"), Ok(false));
    }

    #[test]
    fn every_part_of_an_and_is_needed() {
        assert_eq!(met("(MIT OR Apache-2.0) AND Unicode-3.0"), Ok(true));
        assert_eq!(met("MIT AND OpenSSL"), Ok(false));
        assert_eq!(met("Zlib OR MIT AND OpenSSL"), Ok(false));
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        assert_eq!(met("Apache-2.0 WITH LLVM-exception"), Ok(true));
        assert_eq!(met("Apache-2.0"), Ok(false));
    }

    #[test]
    fn nonsense_is_an_error_and_never_a_yes() {
        for expression in ["", "MIT OR", "(MIT", "MIT MIT", "AND MIT", "MIT)"] {
            assert!(met(expression).is_err(), "{expression}");
        }
    }
}
