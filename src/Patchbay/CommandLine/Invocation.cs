using System.CommandLine;

namespace Patchbay;

/// <summary>What a verb runs with.</summary>
/// <param name="Arguments">The command line.</param>
/// <param name="Io">The program's streams.</param>
/// <param name="Report">How to speak.</param>
/// <param name="Signals">When to stop.</param>
sealed record Invocation(ParseResult Arguments, ProgramIo Io, Report Report, Signals Signals);
