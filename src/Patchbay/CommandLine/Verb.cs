using System.CommandLine;

namespace Patchbay;

/// <summary>One verb of the program: its words, its help, and what it does.</summary>
abstract class Verb
{
    protected Verb(string name, string summary, VerbGroup group, params IReadOnlyList<string> examples)
    {
        Command = new Command(name, summary);
        Group = group;
        Examples = examples;
    }

    public Command Command { get; }

    public VerbGroup Group { get; }

    /// <summary>Command lines without the program's name, each with what it does after two spaces.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Does it. Throws what <see cref="Failures"/> explains.</summary>
    public abstract Task<ExitCode> RunAsync(Invocation invocation);

    protected T Add<T>(T option) where T : Option
    {
        Command.Add(option);
        return option;
    }

    protected T AddArgument<T>(T argument) where T : Argument
    {
        Command.Add(argument);
        return argument;
    }
}
