namespace Patchbay.Linux;

/// <summary>What to start, and with what.</summary>
/// <param name="Arguments">The program, found in PATH when it has no slash, and its arguments: argv.</param>
/// <param name="Environment">Its whole environment, each <c>NAME=VALUE</c>.</param>
public sealed record ProgramStart(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment)
{
    /// <summary>Where it runs; null for our own directory. Must exist.</summary>
    public string? Directory { get; init; }

    /// <summary>Its stdin; not closed here. Ignored with <see cref="Terminal"/>.</summary>
    public int Input { get; init; }

    /// <summary>Its stdout; not closed here. Ignored with <see cref="Terminal"/>.</summary>
    public int Output { get; init; } = 1;

    /// <summary>Its stderr; not closed here. Ignored with <see cref="Terminal"/>.</summary>
    public int Error { get; init; } = 2;

    /// <summary>The path of a terminal that becomes its stdin, stdout and stderr and controls its new session (tty_ioctl(4), setsid(2)); null for none.</summary>
    public string? Terminal { get; init; }

    /// <summary>Its own process group, which signals to it then reach as a whole, and the terminal's Ctrl-C does not.</summary>
    public bool OwnGroup { get; init; }

    /// <summary>Descriptors of ours that it has too, under the same numbers.</summary>
    public IReadOnlyList<int> Keeps { get; init; } = [];

    /// <summary>
    /// It stands in our place, for a program it starts in turn: it also has the descriptors we inherited, our environment byte for byte instead of the one given, and ignores the
    /// signals that we were started to ignore.
    /// </summary>
    public bool StandsForUs { get; init; }
}
