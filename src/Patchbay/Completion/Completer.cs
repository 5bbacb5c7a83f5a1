using System.CommandLine;
using System.CommandLine.Completions;

namespace Patchbay;

/// <summary>From the words of an unfinished command line to those that may stand at its end. Walks the same commands, options and arguments that the parser uses.</summary>
sealed class Completer(Command root)
{
    /// <summary>What may stand for the last word.</summary>
    /// <param name="words">The words after the program's name; the last is the one being typed, and may be empty.</param>
    public IEnumerable<Candidate> Complete(IReadOnlyList<string> words)
    {
        var typed = words.Count == 0 ? "" : words[^1];
        return CandidatesFor(words.SkipLast(1), typed).Where(candidate => candidate.Word.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(static candidate => candidate.Word);
    }

    IEnumerable<Candidate> CandidatesFor(IEnumerable<string> before, string typed)
    {
        var command = root;
        var given = new List<string>();
        var seen = new HashSet<Option>();
        Option? waiting = null;
        var optionsEnded = false;
        foreach (var word in before)
        {
            if (waiting is not null)
            {
                waiting = null;
            }
            else if (!optionsEnded && word == "--")
            {
                optionsEnded = true;
            }
            else if (!optionsEnded && IsOption(word))
            {
                var option = Find(command, NameOf(word));
                waiting = option is not null && TakesValue(option) && !HasValue(word) ? option : null;
                if (option is not null)
                {
                    seen.Add(option);
                }
            }
            else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } sub)
            {
                command = sub;
            }
            else
            {
                given.Add(word);
            }
        }

        return waiting is not null ? Values(waiting, command, given, typed)
            : !optionsEnded && IsOption(typed) && HasValue(typed) ? AttachedValues(command, seen, given, typed)
            : !optionsEnded && typed.StartsWith('-') ? Options(command, seen)
            : command.Subcommands.Any() ? given.Count == 0 ? Subcommands(command) : []
            : Arguments(command, given, typed);
    }

    static IEnumerable<Candidate> Subcommands(Command command) =>
        command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => new Candidate(sub.Name, sub.Description ?? ""));

    IEnumerable<Candidate> Options(Command command, HashSet<Option> seen) =>
        AllOptions(command)
            .Where(option => !seen.Contains(option) || option.Arity.MaximumNumberOfValues > 1)
            .Where(static option => !option.Hidden || option.Name == GlobalOptions.JsonLinesName)
            .SelectMany(static option => option.Aliases.Where(static alias => alias.StartsWith("--", StringComparison.Ordinal)).Prepend(option.Name)
                .Select(name => new Candidate(name == GlobalOptions.JsonLinesName ? GlobalOptions.JsonLinesText : name, option.Description ?? "")));

    IEnumerable<Candidate> AttachedValues(Command command, HashSet<Option> seen, List<string> given, string typed)
    {
        var name = NameOf(typed);
        return Find(command, name) is { } option && TakesValue(option)
            ? Values(option, command, given, typed[(name.Length + 1)..]).Select(value => value with { Word = $"{name}={value.Word}" })
            : Options(command, seen);
    }

    static IEnumerable<Candidate> Values(Option option, Command command, List<string> given, string typed) =>
        ValueCandidates.For(option.HelpName, command.Name, given, typed) ?? option.GetCompletions(CompletionContext.Empty).Select(static item => new Candidate(item.Label, item.Detail ?? ""));

    static IEnumerable<Candidate> Arguments(Command command, List<string> given, string typed)
    {
        var place = 0;
        foreach (var argument in command.Arguments)
        {
            place += argument.Arity.MaximumNumberOfValues;
            if (given.Count < place)
            {
                return ValueCandidates.For(argument.HelpName, command.Name, given, typed) ?? argument.GetCompletions(CompletionContext.Empty).Select(static item => new Candidate(item.Label, item.Detail ?? ""));
            }
        }

        return [];
    }

    Option? Find(Command command, string name) => AllOptions(command).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    IEnumerable<Option> AllOptions(Command command) => command == root ? root.Options : command.Options.Concat(root.Options.Where(static option => option.Recursive));

    static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    static bool HasValue(string word) => word.Contains('=', StringComparison.Ordinal);

    static string NameOf(string word) => word.Split('=', 2)[0];

    static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0;
}
