//! The test vectors of the Certificate Transparency reference implementation (merkle_tree_test, RFC 6962 hashes).

#![allow(clippy::cast_possible_truncation, reason = "small trees")]

use super::*;

fn hex(text: &str) -> Hash {
    let byte = |i: usize| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap();
    std::array::from_fn(byte)
}

/// The eight leaves used by every Certificate Transparency test suite.
fn ct_leaves() -> Vec<Vec<u8>> {
    vec![
        vec![],
        vec![0x00],
        vec![0x10],
        vec![0x20, 0x21],
        vec![0x30, 0x31],
        vec![0x40, 0x41, 0x42, 0x43],
        (0x50..0x58).collect(),
        (0x60..0x70).collect(),
    ]
}

fn ct_tree() -> Tree {
    Tree::from_leaves(ct_leaves().iter().map(|d| leaf_hash(d)))
}

const CT_ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn roots_match_the_ct_vectors() {
    let tree = ct_tree();
    for (size, root) in CT_ROOTS.iter().enumerate() {
        assert_eq!(tree.root(size as u64), Some(hex(root)), "size {size}");
    }
    assert_eq!(tree.root(9), None);
}

#[test]
fn inclusion_paths_match_the_ct_vectors() {
    let tree = ct_tree();
    let expect = |index, size, path: &[&str]| {
        let path: Vec<Hash> = path.iter().map(|h| hex(h)).collect();
        assert_eq!(tree.inclusion(index, size), Some(path), "leaf {index} of {size}");
    };
    expect(0, 1, &[]);
    expect(
        0,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    );
    expect(
        5,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    );
    expect(2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
    expect(
        1,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    );
}

#[test]
fn consistency_paths_match_the_ct_vectors() {
    let tree = ct_tree();
    let expect = |old, new, path: &[&str]| {
        let path: Vec<Hash> = path.iter().map(|h| hex(h)).collect();
        assert_eq!(tree.consistency(old, new), Some(path), "{old} to {new}");
    };
    expect(1, 1, &[]);
    expect(
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    );
    expect(
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    );
    expect(
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    );
}

#[test]
fn every_path_of_every_small_tree_verifies() {
    let leaves: Vec<Hash> = (0..130u8).map(|i| leaf_hash(&[i])).collect();
    let tree = Tree::from_leaves(leaves.iter().copied());
    for size in 1..=130 {
        let root = tree.root(size).unwrap();
        for index in 0..size {
            let path = tree.inclusion(index, size).unwrap();
            assert_eq!(root_from_inclusion(leaves[index as usize], index, size, &path), Some(root));
        }
        for old in 0..=size {
            let path = tree.consistency(old, size).unwrap();
            assert!(is_consistent((old, tree.root(old).unwrap()), (size, root), &path), "{old} {size}");
        }
    }
}

#[test]
fn truncating_forgets_exactly_the_later_leaves() {
    let all: Vec<Hash> = (0..70u8).map(|i| leaf_hash(&[i])).collect();
    for size in 0..70 {
        let mut tree = Tree::from_leaves(all.iter().copied());
        tree.truncate(size);
        assert_eq!(tree.size(), size);
        for leaf in &all[size as usize..] {
            tree.push(*leaf);
        }
        assert_eq!(tree.root(70), Tree::from_leaves(all.iter().copied()).root(70));
    }
}
