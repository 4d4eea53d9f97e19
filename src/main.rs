//! The program: arguments, settings, run, the error chain, the exit code.

use mimalloc::MiMalloc;
use std::process::ExitCode;

use clap::Parser as _;
use crps_faq_bot::cli::{self, Arguments};

/// Building the bot takes much memory for a moment; the system's allocator keeps it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // Settings may stand in a file beside the program; what is set in the environment wins. No file is no error.
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        eprintln!("error: cannot read .env: {error}");
        return ExitCode::from(cli::CONFIG);
    }
    match cli::run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
