using System.CommandLine;

namespace Patchbay;

/// <summary>The pages of <c>--help</c>.</summary>
static class HelpText
{
    public static void Write(Report report, Command root, Verb? verb, IReadOnlyList<Verb> verbs)
    {
        if (verb is null)
        {
            WriteRoot(report, root, [.. verbs.Where(static verb => !verb.Command.Hidden)]);
        }
        else
        {
            WriteVerb(report, root, verb);
        }
    }

    static void WriteRoot(Report report, Command root, IReadOnlyList<Verb> verbs)
    {
        report.Line(root.Description!);
        report.Line();
        report.Line($"Usage: {ProgramName.Current} VERB [ARGUMENTS] [OPTIONS]");
        foreach (var group in verbs.GroupBy(static verb => verb.Group).OrderBy(static group => group.Key))
        {
            report.Line();
            report.Line(report.Bold(group.Key.ToString()));
            Columns(report, group.Select(static verb => (verb.Command.Name, verb.Command.Description!)));
        }

        report.Line();
        report.Line(report.Bold("Options of every verb"));
        Columns(report, root.Options.Where(static option => !option.Hidden).Select(Row));
        report.Line();
        report.Line(report.Bold("Examples"));
        Columns(report, verbs.Select(static verb => Example(verb.Examples[0])));
        report.Line();
        report.Line(report.Bold("Exit codes"));
        Columns(report, Enum.GetValues<ExitCode>().Select(static code => ($"{(int)code}", code.Meaning())));
    }

    static void WriteVerb(Report report, Command root, Verb verb)
    {
        var command = verb.Command;
        var arguments = string.Concat(command.Arguments.Select(Usage));
        report.Line($"{command.Name}: {command.Description}");
        report.Line();
        report.Line($"Usage: {ProgramName.Current} {command.Name}{arguments} [OPTIONS]");
        if (command.Arguments.Count > 0)
        {
            report.Line();
            report.Line(report.Bold("Arguments"));
            Columns(report, command.Arguments.Select(static argument => (argument.HelpName ?? argument.Name, argument.Description ?? "")));
        }

        report.Line();
        report.Line(report.Bold("Options"));
        Columns(report, command.Options.Concat(root.Options.Where(static option => option.Recursive)).Where(static option => !option.Hidden).Select(Row));
        report.Line();
        report.Line(report.Bold("Examples"));
        Columns(report, verb.Examples.Select(Example));
    }

    static string Usage(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var text = argument.Arity.MaximumNumberOfValues > 1 ? name + "…" : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{text}]" : $" {text}";
    }

    static (string, string) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Prepend(option.Name));
        return (option.HelpName is null ? names : $"{names} {option.HelpName}", option.Description ?? "");
    }

    static (string, string) Example(string example)
    {
        var parts = example.Split("  ", 2, StringSplitOptions.TrimEntries);
        return ($"{ProgramName.Current} {parts[0]}", parts.Length > 1 ? parts[1] : "");
    }

    static void Columns(Report report, IEnumerable<(string Left, string Right)> rows)
    {
        var list = rows.ToList();
        var width = list.Max(static row => row.Left.Length);
        foreach (var (left, right) in list)
        {
            report.Line($"  {left.PadRight(width)}  {right}".TrimEnd());
        }
    }
}
