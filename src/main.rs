//! The program: arguments, settings, run, the error chain, the exit code.

use std::process::ExitCode;

use clap::Parser as _;
use crps_faq_bot::cli::{self, Arguments};

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
