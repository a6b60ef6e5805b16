//! How a task ends badly.

/// Why a task did not end well.
#[derive(Debug)]
pub enum Failure {
    /// The task ran and found something to mend; it has already said what.
    Found,
    /// The task could not run. What happened, then what to do.
    Stuck(String),
}
