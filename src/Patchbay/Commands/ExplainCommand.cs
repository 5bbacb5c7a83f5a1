using System.CommandLine;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>explain</c>: what a word or number of sockets means, and where it is met on this machine.</summary>
sealed class ExplainCommand : Verb
{
    readonly Argument<string[]> _words;
    readonly Option<string?> _as;

    public ExplainCommand() : base("explain", "say what a term, port, state, error or exit code means, here and now", VerbGroup.Learn,
        "explain CLOSE_WAIT  what it means, how many there are now and whose",
        "explain 8080  what the port is for, and who listens there",
        "explain ECONNREFUSED  an error, in the words of sockets",
        "explain ephemeral port  a term",
        "explain 104  a number that means several things",
        "explain port --as telephone  in an everyday picture, and where that breaks",
        "explain  every word there is")
    {
        _words = AddArgument(new Argument<string[]>("word") { HelpName = "TERM", Description = "A term, a port, a TCP state, an errno, an exit code, a signal; none lists the terms.", Arity = ArgumentArity.ZeroOrMore });
        _as = Add(new Option<string?>("--as") { HelpName = "PICTURE", Description = "telephone, apartment or file: an everyday picture, its parts on this machine, and where it breaks." });
    }

    /// <summary>The words that shells offer: what needs no quotes.</summary>
    public static IEnumerable<Candidate> Candidates => Glossary.Default.Entries.Select(static entry =>
        new Candidate(entry.Name.Replace("()", "", StringComparison.Ordinal).Replace(' ', '-'), entry.Summary.Split('.')[0]));

    public override Task<ExitCode> RunAsync(Invocation invocation)
    {
        var words = invocation.Arguments.GetValue(_words) ?? [];
        var glossary = Glossary.Default;
        var analogy = invocation.Arguments.GetValue(_as) is { } picture ? Find(glossary, picture) : null;
        if (words.Length == 0)
        {
            if (analogy is null)
            {
                ExplainReport.WriteGroups(invocation, glossary);
            }
            else
            {
                AnalogyReport.Write(invocation, analogy, []);
            }

            return Task.FromResult(ExitCode.Done);
        }

        var query = ExplainQuery.Parse(words);
        var meanings = Meanings.Of(query, glossary);
        if (meanings.Count == 0)
        {
            throw Unknown(query, glossary);
        }

        if (analogy is not null)
        {
            AnalogyReport.Write(invocation, analogy, glossary.Find(query.Text));
        }
        else
        {
            ExplainReport.Write(invocation, meanings);
        }

        return Task.FromResult(ExitCode.Done);
    }

    static Analogy Find(Glossary glossary, string picture) =>
        Analogy.Find(glossary, picture) ?? throw new UserError(
            ExitCode.Usage, $"there is no picture '{picture}'",
            Suggestion.For(picture, Analogy.Names(glossary)) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", Analogy.Names(glossary))}.");

    static UserError Unknown(ExplainQuery query, Glossary glossary) =>
        query.IsAddress ? new(ExitCode.Usage, $"'{query.Text}' looks like an address", $"`{ProgramName.Current} address {query.Text}` takes it apart.")
        : query.Number is not null ? new(ExitCode.Usage, $"{query.Text} is no {What(query.Kind)} that is known here", "Ports go from 0 to 65535; `explain errno 104`, `explain exit 28` and `explain signal 13` ask for one kind.")
        : new(ExitCode.Usage, $"there is no word '{query.Text}'", Explanation.Nearest(query.Text, glossary) is { } near ? $"Did you mean '{near}'?" : $"`{ProgramName.Current} explain` lists the words.");

    static string What(ExplainKind kind) => kind switch
    {
        ExplainKind.Port => "port",
        ExplainKind.Errno => "error number",
        ExplainKind.Exit => "exit code",
        ExplainKind.Signal => "signal",
        _ => "port, error, exit code or signal",
    };
}
